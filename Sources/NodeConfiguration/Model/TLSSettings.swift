/// `SSL`: what all `SSL_GET` checks trust, and prove this host with.
package struct TLSSettings: Hashable, Sendable {
    /// PEM file of the authorities that may vouch for servers (`ca`); nil: those that this host trusts.
    package let authorityFile: String?
    /// PEM file of this host's certificate and those that vouch for it (`certificate`).
    package let certificateFile: String?
    /// PEM file of its key (`key`).
    package let keyFile: String?
    /// Of the key's file (`password`).
    package let password: String?

    package init(
        authorityFile: String? = nil, certificateFile: String? = nil, keyFile: String? = nil, password: String? = nil
    ) {
        self.authorityFile = authorityFile
        self.certificateFile = certificateFile
        self.keyFile = keyFile
        self.password = password
    }
}
