import Deadlines
import ManagementServers
import Testing

/// The base of the acceptance cases: M1 to M4, one zone, agents known by their ids.
enum GroupFixture {
    static let m1 = "10.1.1.1"
    static let m2 = "10.1.1.2"
    static let m3 = "10.1.1.3"
    static let m4 = "10.1.1.4"

    static func settings(
        _ algorithm: OrderingAlgorithm, servers: [String] = [m1, m2, m3], interval: Nanoseconds = .zero
    ) -> ServerGroupSettings {
        ServerGroupSettings(
            name: "cloud", algorithm: algorithm,
            servers: servers.map { ManagementServer(ServerAddress(host: $0, port: 8250)) }, checkInterval: interval)
    }

    /// A group in whose zone `z1` the given agents have registered, in that order.
    static func group(
        _ algorithm: OrderingAlgorithm, servers: [String] = [m1, m2, m3], agents: [String]
    ) throws -> ServerGroup {
        var group = ServerGroup(settings(algorithm, servers: servers))
        for agent in agents { group.register(AgentReport(id: try id(agent), zone: "z1"), at: .zero) }
        return group
    }

    static func id(_ text: String) throws -> AgentID {
        try #require(AgentID(text))
    }
}

extension ServerGroup {
    /// The list for an agent as text.
    func texts(_ agent: String, zone: String? = nil) throws -> [String] {
        list(for: try GroupFixture.id(agent), zone: zone).servers
    }

    /// Whether an agent that holds this line is up to date.
    mutating func isUpToDate(_ agent: String, holding line: String) throws -> Bool? {
        let id = try GroupFixture.id(agent)
        register(AgentReport(id: id, zone: "z1", held: HeldList(hostLine: line)), at: .zero)
        return list(for: id).isUpToDate
    }
}
