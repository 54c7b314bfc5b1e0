/// One `url` block.
package struct HTTPURL: Hashable, Sendable {
    /// Path and query, sent as the request's target.
    package let path: String
    package let statusCodes: HTTPStatusSet
    /// The Host header; nil stands for the target's address and port.
    package let virtualHost: String?
    /// The MD5 of the body; nil where any will do.
    package let digest: [UInt8]?
    /// What the body must hold; nil where any will do.
    package let pattern: BodyPattern?

    package init(
        path: String, statusCodes: HTTPStatusSet = .success, virtualHost: String? = nil, digest: [UInt8]? = nil,
        pattern: BodyPattern? = nil
    ) {
        self.path = path
        self.statusCodes = statusCodes
        self.virtualHost = virtualHost
        self.digest = digest
        self.pattern = pattern
    }
}
