/// The body of `PUT /v1/management-groups/{group}/agents/{id}`: what an agent says of itself.
package struct AgentRegistration: Codable, Hashable, Sendable {
    package var zone: String
    package var cluster: String?
    /// Where the agent itself can be reached.
    package var address: String?
    package var labels: [String: String]?
    /// The list the agent holds.
    package var servers: [String]?
    /// The algorithm the agent holds.
    package var algorithm: String?
    /// The management server the agent is connected to.
    package var connectedTo: String?

    package init(
        zone: String, cluster: String? = nil, address: String? = nil, labels: [String: String]? = nil,
        servers: [String]? = nil, algorithm: String? = nil, connectedTo: String? = nil
    ) {
        self.zone = zone
        self.cluster = cluster
        self.address = address
        self.labels = labels
        self.servers = servers
        self.algorithm = algorithm
        self.connectedTo = connectedTo
    }

    private enum CodingKeys: String, CodingKey {
        case zone, cluster, address, labels, servers, algorithm
        case connectedTo = "connected_to"
    }
}
