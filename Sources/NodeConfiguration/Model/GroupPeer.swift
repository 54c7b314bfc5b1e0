/// `peer` of a management-server group: another node's API, and how it is asked.
package struct GroupPeer: Hashable, Sendable {
    package let address: APIAddress
    /// A file with the token that it wants to see; nil: none is sent.
    package let tokenFile: String?
    /// The authorities that its certificate is checked with; nil: the system's.
    package let authorityFile: String?

    package init(address: APIAddress, tokenFile: String? = nil, authorityFile: String? = nil) {
        self.address = address
        self.tokenFile = tokenFile
        self.authorityFile = authorityFile
    }
}
