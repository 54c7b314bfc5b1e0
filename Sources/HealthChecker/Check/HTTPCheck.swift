/// What `HTTP_GET` and `SSL_GET` ask for and expect.
package struct HTTPCheck: Hashable, Sendable {
    /// In the order in which they are asked, each over a connection of its own.
    package let urls: [HTTPURL]
    package let httpProtocol: HTTPProtocol
    /// Whether a server that is not known to be up is asked its URLs without `delay_loop` between them
    /// (`fast_recovery`).
    package let fastRecovery: Bool

    /// `SSL_GET`; nil for `HTTP_GET`.
    package let tls: TLS?

    /// What an `SSL_GET` does beside `HTTP_GET`.
    package struct TLS: Hashable, Sendable {
        /// Whether the server is told a name (`enable_sni`).
        package let isNamed: Bool
        /// That name; nil: the URL's virtual host.
        package let name: String?
        /// Whether a server that ends without saying so fails (`tls_compliant`).
        package let isCompliant: Bool
        /// Whether a server fails whose certificate nobody vouches for, or is for another name (`tls_verify`).
        package let isVerified: Bool

        package init(isNamed: Bool = false, name: String? = nil, isCompliant: Bool = false, isVerified: Bool = false) {
            self.isNamed = isNamed
            self.name = name
            self.isCompliant = isCompliant
            self.isVerified = isVerified
        }

        /// The name that the server is told for a URL; nil where it is told none.
        package func name(for url: HTTPURL) -> String? { isNamed ? name ?? url.virtualHost : nil }
    }

    package init(
        urls: [HTTPURL], httpProtocol: HTTPProtocol = .http10, fastRecovery: Bool = false, tls: TLS? = nil
    ) {
        self.urls = urls
        self.httpProtocol = httpProtocol
        self.fastRecovery = fastRecovery
        self.tls = tls
    }
}
