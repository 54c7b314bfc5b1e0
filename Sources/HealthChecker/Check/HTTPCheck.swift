/// What `HTTP_GET` asks for and expects.
package struct HTTPCheck: Hashable, Sendable {
    /// In the order in which they are asked, each over a connection of its own.
    package let urls: [HTTPURL]
    package let httpProtocol: HTTPProtocol
    /// Whether a server that is not known to be up is asked its URLs without `delay_loop` between them
    /// (`fast_recovery`).
    package let fastRecovery: Bool

    package init(urls: [HTTPURL], httpProtocol: HTTPProtocol = .http10, fastRecovery: Bool = false) {
        self.urls = urls
        self.httpProtocol = httpProtocol
        self.fastRecovery = fastRecovery
    }
}
