package import Addresses

/// Two load-balancer nodes, three real servers and a client, each in its own namespace, on two bridges:
///
///     client 192.0.2.10 ─┐ front            back ┌─ rs1 10.0.0.11
///                        ├── lb1 .1 ─────── .1 ──┼─ rs2 10.0.0.12
///          VIP .100      └── lb2 .2 ─────── .2 ──┴─ rs3 10.0.0.13      inner gateway 10.0.0.254
///
/// The real servers send their answers to the inner gateway, which moves between the nodes together with the VIP.
package struct TwoNodeTopology: Sendable {
    /// A load-balancer node's namespace; its interfaces are called `front` and `back`.
    package struct Node: Sendable {
        package let name: String
        package let namespace: NetworkNamespace
        package let frontAddress: String
        package let backAddress: String
    }

    package static let virtualAddress = "192.0.2.100"
    package static let innerGateway = "10.0.0.254"
    package static let serviceName = "TCP 192.0.2.100:80"
    package static let service = Endpoint(.v4(IPv4Address(192, 0, 2, 100)), port: 80)

    package let workspace: Workspace
    package let nodes: [Node]
    package let servers: [NginxServer]
    package let client: NetworkNamespace
    private let name: String
    private let bridges: [Bridge]
    private let hosts = Roster<NetworkNamespace>()
    private let daemons = Roster<any LoadBalancerDaemon>()
    private let helpers = Roster<BackgroundProcess>()

    /// Builds everything and starts the real servers.
    /// - Parameters:
    ///   - name: at most 6 characters, different for scenarios that exist at the same time.
    ///   - realServers: 0 to 3.
    package static func build(_ name: String, realServers: Int = 3) async throws -> TwoNodeTopology {
        let workspace = try Workspace("lab-\(name)")
        let front = try await Bridge.create("\(name)-f")
        let back = try await Bridge.create("\(name)-b")

        var nodes: [Node] = []
        for number in 1...2 {
            let namespace = try await NetworkNamespace.create("\(name)-lb\(number)")
            let node = Node(
                name: "lb\(number)", namespace: namespace, frontAddress: "192.0.2.\(number)",
                backAddress: "10.0.0.\(number)")
            try await front.connect(namespace, as: "front", port: number, addresses: ["\(node.frontAddress)/24"])
            try await back.connect(namespace, as: "back", port: number, addresses: ["\(node.backAddress)/24"])
            try await namespace.set("ipv4/ip_forward", to: "1")
            nodes.append(node)
        }

        let client = try await NetworkNamespace.create("\(name)-client")
        try await front.connect(client, as: "front", port: 10, addresses: ["192.0.2.10/24"])

        var servers: [NginxServer] = []
        for number in 1..<(1 + realServers) {
            let namespace = try await NetworkNamespace.create("\(name)-rs\(number)")
            try await back.connect(namespace, as: "back", port: 10 + number, addresses: ["10.0.0.1\(number)/24"])
            try await namespace.ip("route add default via \(innerGateway)")
            let server = NginxServer("rs\(number)", in: namespace, workspace: workspace)
            try await server.start()
            servers.append(server)
        }
        return TwoNodeTopology(
            workspace: workspace, nodes: nodes, servers: servers, client: client, name: name, bridges: [front, back])
    }

    /// A swiftlvsd for one of the nodes, 0 or 1; it is not started yet.
    /// - Parameter name: for its files; the node's name unless another daemon there has that.
    package func swiftlvsd(on index: Int, named name: String? = nil) -> SwiftLVSDNode {
        let node = nodes[index]
        let daemon = SwiftLVSDNode(name ?? node.name, in: node.namespace, workspace: workspace)
        daemons.add(daemon)
        return daemon
    }

    /// A keepalived for one of the nodes, 0 or 1; it is not started yet.
    /// - Parameter name: for its files; the node's name unless another daemon there has that.
    package func keepalived(on index: Int, named name: String? = nil) -> KeepalivedPeer {
        let node = nodes[index]
        let daemon = KeepalivedPeer(name ?? node.name, in: node.namespace, workspace: workspace)
        daemons.add(daemon)
        return daemon
    }

    /// An FRRouting for one of the nodes, 0 or 1; it is not started yet.
    package func frr(on index: Int, virtualRouterID: Int, addresses: [String]) -> FRRPeer {
        let node = nodes[index]
        let daemon = FRRPeer(
            node.name, in: node.namespace, workspace: workspace, virtualRouterID: virtualRouterID,
            addresses: addresses)
        daemons.add(daemon)
        return daemon
    }

    /// Makes one more machine on the clients' network.
    /// - Parameters:
    ///   - name: at most 6 characters.
    ///   - numbers: the last bytes of its addresses, free ones from 20 to 99.
    package func host(_ name: String, numbers: [Int]) async throws -> NetworkNamespace {
        let namespace = try await NetworkNamespace.create("\(self.name)-\(name)")
        hosts.add(namespace)
        try await bridges[0].connect(
            namespace, as: "front", port: numbers.first ?? 0, addresses: numbers.map { "192.0.2.\($0)/24" })
        return namespace
    }

    /// Starts a program that is killed at the scenario's end at the latest.
    /// - Parameter log: the name of its log in the workspace.
    package func start(_ command: Command, log: String) async throws -> BackgroundProcess {
        let process = try await BackgroundProcess.start(command, logFile: workspace.path(log))
        helpers.add(process)
        return process
    }

    /// Starts tcpdump on the front interface of a node, 0 or 1.
    package func capture(on index: Int) async throws -> PacketCapture {
        let node = nodes[index]
        return try await PacketCapture.start(
            on: "front", in: node.namespace, workspace: workspace, named: "\(node.name).capture", with: start)
    }

    /// Starts tcpdump on the client's interface.
    /// - Parameter filter: which packets, as tcpdump wants to hear it.
    package func captureAtClient(seeing filter: String = PacketCapture.electionAndARP) async throws -> PacketCapture {
        try await PacketCapture.start(
            on: "front", in: client, seeing: filter, workspace: workspace, named: "client.capture", with: start)
    }

    /// The bridge's port in front of a node, 0 or 1.
    package func frontPort(of index: Int) -> String { bridges[0].port(index + 1) }

    /// The ends of all daemons' logs, for a scenario that failed.
    package var logTails: String {
        daemons.all.map { "\($0.programName) in \($0.namespace.name):\n\($0.logTail())" }.joined(separator: "\n")
    }

    /// A real server's endpoint as the kernel's table shows it.
    package static func endpoint(ofServer number: Int) -> String { "10.0.0.1\(number):80" }

    /// Takes a node off the network, as the death of its machine does: after SIGKILL its addresses are still there.
    package func cutLinks(of node: Node) async throws {
        try await node.namespace.ip("link set front down", "link set back down")
    }

    /// Brings a dead node back as after a reboot: its own addresses, an empty IPVS table, links up.
    package func reboot(_ node: Node) async throws {
        try await Command("ipvsadm", "--clear", in: node.namespace).succeed()
        for daemon in ["master", "backup"] {
            _ = try await Command("ipvsadm", "--stop-daemon", daemon, in: node.namespace).run()
        }
        try await node.namespace.ip(
            "address flush dev front", "address flush dev back",
            "address add \(node.frontAddress)/24 dev front", "address add \(node.backAddress)/24 dev back",
            "link set front up", "link set back up")
    }

    /// Lets the node tell the other one which connections it has, and learn the other's.
    package func synchroniseConnections(on node: Node) async throws {
        for daemon in ["master", "backup"] {
            try await Command(
                "ipvsadm", "--start-daemon", daemon, "--mcast-interface", "back", "--syncid", "1", in: node.namespace
            ).succeed()
        }
    }

    /// How many established connections to the virtual service the node's kernel knows.
    package func establishedConnections(on node: Node) async throws -> Int {
        try await Command("ipvsadm", "--list", "--numeric", "--connection", in: node.namespace).succeed()
            .split(separator: "\n").count { $0.contains("ESTABLISHED") && $0.contains("\(Self.virtualAddress):80") }
    }

    /// Whether the node holds the VIP and the inner gateway.
    package func holdsAddresses(_ node: Node) async throws -> Bool {
        let front = try await node.namespace.holds(Self.virtualAddress, on: "front")
        return try await node.namespace.holds(Self.innerGateway, on: "back") && front
    }

    /// Ends the daemons and real servers and removes the namespaces, the bridges and the files.
    package func tearDown() async {
        for daemon in daemons.all { try? await daemon.crash() }
        for helper in helpers.all where helper.isRunning { try? await helper.crash() }
        for server in servers { try? await server.crash() }
        for namespace in nodes.map(\.namespace) + servers.map(\.namespace) + [client] + hosts.all {
            await namespace.delete()
        }
        for bridge in bridges { await bridge.delete() }
        workspace.remove()
    }
}
