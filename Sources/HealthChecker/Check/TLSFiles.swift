/// What all `SSL_GET` checks trust, and prove this host with (`SSL`).
package struct TLSFiles: Hashable, Sendable {
    /// PEM file of the authorities that may vouch for servers; nil: those that this host trusts.
    package let authorities: String?
    /// PEM files of this host's certificate, with those that vouch for it, and of its key.
    package let own: Pair?

    package struct Pair: Hashable, Sendable {
        package let certificate: String
        package let key: String
        /// Of the key's file.
        package let password: String?

        package init(certificate: String, key: String, password: String?) {
            self.certificate = certificate
            self.key = key
            self.password = password
        }
    }

    package init(authorities: String? = nil, own: Pair? = nil) {
        self.authorities = authorities
        self.own = own
    }
}
