package import Addresses

/// Where others than this node may ask, and how they prove that they may: the `api` block.
package struct NetworkAPI: Hashable, Sendable {
    /// Files in PEM of what a listener proves itself with.
    package struct Identity: Hashable, Sendable {
        /// The certificate, and those of its issuers that clients may not have.
        package let certificate: String
        package let key: String

        package init(certificate: String, key: String) {
            self.certificate = certificate
            self.key = key
        }
    }

    /// In the order of the file; at least one.
    package let listens: [Endpoint]
    /// Nil: plain HTTP, on loopback alone.
    package let identity: Identity?
    /// A file of tokens, one a line; who has one of them may ask.
    package let tokenFile: String
    /// Names that clients may ask for beside addresses and localhost, in lower case.
    package let serverNames: [String]
    package let position: SourcePosition

    package init(
        listens: [Endpoint], identity: Identity?, tokenFile: String, serverNames: [String] = [],
        position: SourcePosition
    ) {
        self.listens = listens
        self.identity = identity
        self.tokenFile = tokenFile
        self.serverNames = serverNames
        self.position = position
    }
}
