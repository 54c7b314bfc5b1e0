import Deadlines
import LabScenario

/// The nodes with their daemons, ready to be disturbed.
struct Stage: Sendable {
    let topology: TwoNodeTopology
    /// lb1, which is meant to be master, and lb2.
    let daemons: [any LoadBalancerDaemon]
    private let configurations: [String]

    var primary: TwoNodeTopology.Node { topology.nodes[0] }
    var secondary: TwoNodeTopology.Node { topology.nodes[1] }

    static let priorities = [150, 100]

    static func build(daemon: LVSDemo.Daemon, report: Report) async throws -> Stage {
        let release = try await Command("uname", "-r").succeed().filter { !$0.isWhitespace }
        report.say("Kernel \(release); two load balancers (\(daemon)), three real servers (nginx), one client")
        let topology = try await TwoNodeTopology.build("demo")
        report.say("client 192.0.2.10 -> VIP 192.0.2.100:80 on lb1 or lb2 -> NAT -> rs1 10.0.0.11, rs2 .12, rs3 .13")

        var daemons: [any LoadBalancerDaemon] = []
        var configurations: [String] = []
        for (node, priority) in zip(topology.nodes, priorities) {
            var configuration = NodeConfigurationText(routerName: node.name, priority: priority)
            switch daemon {
            case .swiftlvsd:
                configuration.more = ManagementServerLists.configuration
                daemons.append(topology.swiftlvsd(on: daemons.count))
            case .keepalived:
                daemons.append(topology.keepalived(on: daemons.count))
            }
            configurations.append(configuration.text)
        }
        let stage = Stage(topology: topology, daemons: daemons, configurations: configurations)
        for index in daemons.indices {
            try await stage.startDaemon(index)
            report.say("\(topology.nodes[index].name): \(daemon) runs with priority \(priorities[index])")
        }
        return stage
    }

    func startDaemon(_ index: Int) async throws {
        try await daemons[index].start(configuration: configurations[index])
    }

    /// Waits until lb1 is master and lb2 is not, each with all real servers in its table.
    func waitUntilPrimaryRules(_ report: Report) async throws {
        try await report.wait(for: "lb1 holds the VIP and the inner gateway", within: .seconds(30)) {
            let secondaryHolds = try await topology.holdsAddresses(secondary)
            return try await topology.holdsAddresses(primary) && !secondaryHolds
        }
        for node in topology.nodes {
            try await report.wait(for: "\(node.name) has three real servers", within: .seconds(30)) {
                try await KernelTable.read(in: node.namespace).weights(of: TwoNodeTopology.serviceName).count == 3
            }
        }
    }

    /// What the daemons logged last, for a step that failed.
    func explain(_ report: Report) {
        report.say("the ends of the daemons' logs:\n\(topology.logTails)")
    }

    func tearDown() async {
        await topology.tearDown()
    }
}
