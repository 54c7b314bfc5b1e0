/// The body of `PATCH /v1/management-groups/{group}`: what counts instead of the file until the file says something else.
package struct GroupChange: Codable, Hashable, Sendable {
    package var algorithm: String?
    /// Seconds.
    package var checkInterval: Double?
    /// In their order: `address`, or `address:port`.
    package var servers: [String]?

    package init(algorithm: String? = nil, checkInterval: Double? = nil, servers: [String]? = nil) {
        self.algorithm = algorithm
        self.checkInterval = checkInterval
        self.servers = servers
    }

    private enum CodingKeys: String, CodingKey {
        case algorithm
        case checkInterval = "check_interval"
        case servers
    }
}
