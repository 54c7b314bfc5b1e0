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

    /// Notes what list the agent holds, unless that is something which no node would take: nothing is said of it then.
    package mutating func hold(_ servers: [String], algorithm: String?) {
        let isList =
            Limits.areFew(servers) && Limits.areShort(servers, together: Limits.serverBytes)
            && servers.allSatisfy(Limits.isServer)
        let isKnown = isList && algorithm.map(Limits.isText) ?? true
        self.servers = isKnown ? servers : nil
        self.algorithm = isKnown ? algorithm : nil
    }

    /// What a node takes: all that a million agents say has to be kept.
    package enum Limits {
        /// The most servers of a list, and labels.
        package static let most = 1_000
        /// The most bytes of a name, an address or a label.
        package static let longest = 255
        /// The most bytes of all servers, and of all labels.
        package static let (serverBytes, labelBytes) = (16_384, 4_096)

        package static func areFew(_ texts: some Collection) -> Bool { texts.count <= most }

        package static func areShort(_ texts: some Sequence<String>, together limit: Int) -> Bool {
            texts.reduce(0) { $0 + $1.utf8.count } <= limit
        }

        /// Whether it can be a name, an address or a label.
        package static func isText(_ text: String) -> Bool {
            text.utf8.count <= longest && text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
        }

        /// Whether it can be one entry of a list of servers.
        package static func isServer(_ text: String) -> Bool {
            isText(text) && !text.isEmpty && !text.utf8.contains(UInt8(ascii: ","))
        }
    }

    private enum CodingKeys: String, CodingKey {
        case zone, cluster, address, labels, servers, algorithm
        case connectedTo = "connected_to"
    }
}
