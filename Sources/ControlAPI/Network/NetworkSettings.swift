package import Addresses

/// Where the API is served over the network, and to whom.
package struct NetworkSettings: Hashable, Sendable {
    package let listens: [Addresses.Endpoint]
    /// Files in PEM; nil for plain HTTP.
    package let certificate: String?
    package let key: String?
    /// A file of tokens, one a line.
    package let tokenFile: String
    /// Names that clients may ask for beside addresses and localhost.
    package let serverNames: [String]

    package init(
        listens: [Addresses.Endpoint], certificate: String?, key: String?, tokenFile: String,
        serverNames: [String] = []
    ) {
        self.listens = listens
        self.certificate = certificate
        self.key = key
        self.tokenFile = tokenFile
        self.serverNames = serverNames
    }
}
