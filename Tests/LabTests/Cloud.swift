import ControlMessages
import Deadlines
import LabScenario
import Testing

/// A cloud platform in the lab: three management servers, hosts with agents, and two load-balancer nodes whose group
/// says which agent uses which server.
struct Cloud {
    static let m1 = PlatformServers.addresses[0]
    static let m2 = PlatformServers.addresses[1]
    static let m3 = PlatformServers.addresses[2]
    /// What four agents get under `roundrobin`.
    static let turns = [[m1, m2, m3], [m2, m3, m1], [m3, m1, m2], [m1, m2, m3]]

    static let fixtures =
        "/" + #filePath.split(separator: "/").dropLast(2).joined(separator: "/") + "/Fixtures/tls"

    let topology: TwoNodeTopology
    let nodes: [SwiftLVSDNode]
    let servers: PlatformServers
    let hosts: [PlatformHost]

    /// Builds it, starts the nodes and the servers, plays and removes everything. Agents are not started yet.
    static func play(
        hosts count: Int = 4, _ group: ManagementGroupText, _ scenario: (Cloud) async throws -> Void
    ) async throws {
        try await Lab.play { topology in
            let servers = try await PlatformServers.start(in: topology)
            var hosts: [PlatformHost] = []
            for id in 1...count { hosts.append(try await PlatformHost.make(id, in: topology)) }
            let cloud = Cloud(
                topology: topology, nodes: [0, 1].map { topology.swiftlvsd(on: $0) }, servers: servers, hosts: hosts)
            try topology.workspace.write(PlatformHost.token + "\n", to: "tokens")
            for index in 0...1 { try await cloud.startNode(index, group) }
            do {
                try await scenario(cloud)
            } catch {
                for host in hosts {
                    Issue.record("swiftlvs-agent \(host.id):\n\((try? host.log)?.suffix(2_000) ?? "")")
                }
                throw error
            }
        }
    }

    /// The file of a node, 0 or 1.
    func configuration(_ index: Int, _ group: ManagementGroupText) -> String {
        var text = NodeConfigurationText(routerName: nodes[index].name, priority: index == 0 ? 150 : 100)
        text.version = 3
        text.advertInterval = "0.5"
        text.more =
            group.group
            + ManagementGroupText.api(
                certificate: "\(Self.fixtures)/server.pem", key: "\(Self.fixtures)/server.key",
                tokens: topology.workspace.path("tokens"))
        return text.vrrpOnly
    }

    func startNode(_ index: Int, _ group: ManagementGroupText) async throws {
        try await nodes[index].start(configuration: configuration(index, group))
    }

    /// Has both nodes take another configuration.
    func reload(_ group: ManagementGroupText) async throws {
        for (index, node) in nodes.enumerated() {
            try topology.workspace.replace("\(node.name).conf", with: configuration(index, group))
            let output = try await node.ctl("reload")
            #expect(output.exitCode == 0, "\(output)")
        }
    }

    /// Starts each host's agents, the platform's first.
    /// - Parameters:
    ///   - pushed: what the platform wrote into `host` of each agent, and writes where one connects with something else.
    ///   - lines: further lines of swiftlvs-agent's file.
    func startAgents(pushed: String? = nil, _ lines: String) async throws {
        for host in hosts { try await host.startAgent(pushed: pushed) }
        let first = pushed.map { String($0.prefix { $0 != "," }) } ?? Self.m1
        try await waitForConnections(hosts.map { _ in first }, to: "the first server that they know")
        for host in hosts { try await host.startSwiftLVSAgent(authority: "\(Self.fixtures)/server.pem", lines) }
    }

    /// Waits until the agents' files hold these lists.
    func waitForLists(_ lists: [[String]], _ algorithm: String = "roundrobin") async throws {
        let wanted = lists.map { $0.joined(separator: ",") + "@\(algorithm)" }
        do {
            try await eventually("the agents' files hold the lists", within: Lab.patience) {
                hosts.map(\.list) == wanted
            }
        } catch {
            Issue.record("\(hosts.map(\.list)) instead of \(wanted)")
            throw error
        }
    }

    /// Waits until each agent has one connection, to this server; returns how long that took.
    @discardableResult
    func waitForConnections(_ wanted: [String], to why: String) async throws -> Nanoseconds {
        do {
            return try await eventually("agents connect to \(why)", within: Lab.patience) {
                try await places == wanted.map { [$0] }
            }
        } catch {
            Issue.record("\(try await places) instead of \(wanted)")
            throw error
        }
    }

    /// The management servers that each agent is connected to.
    var places: [[String]] {
        get async throws {
            let connections = try await servers.connections
            return hosts.map { connections[$0.address] ?? [] }
        }
    }

    /// What a load balancer tells a client that asks for the agents' lists.
    func answers(at address: String) async throws -> [AgentEntry] {
        let text = try await Command(
            "curl", "-sS", "--fail-with-body", "--max-time", "10", "--cacert", "\(Self.fixtures)/server.pem",
            "--header", "Authorization: Bearer \(PlatformHost.token)",
            "https://\(address):8443/v1/management-groups/cloud/agents", in: topology.client
        ).succeed()
        return try MessageCoding.decode(AgentListMessage.self, from: Array(text.utf8)).agents
    }

    func group(on index: Int) async throws -> GroupEntry {
        try await nodes[index].message(GroupMessage.self, at: "/v1/management-groups/cloud").entry
    }

    /// The agents' files, as they lie on the disk.
    var files: [String] {
        get async throws {
            var files: [String] = []
            for host in hosts { files.append(try await host.fileIdentity) }
            return files
        }
    }
}
