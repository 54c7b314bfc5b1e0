import ControlMessages
import Deadlines
import Glibc
import LabScenario
import Testing

extension Lab {
    /// The daemon is started in the second node's namespace and told of the first one's.
    @Suite("Network namespaces that the file names")
    struct NamespaceTests {
        private let text = NodeConfigurationText(routerName: "lb", priority: 100)

        private func weights(on index: Int, of topology: TwoNodeTopology) async throws -> [String: Int] {
            try await KernelTable.read(in: topology.nodes[index].namespace).weights(of: TwoNodeTopology.serviceName)
        }

        @Test("net_namespace: VRRP, IPVS, checks and the log's name are the namespace's, and a reload cannot leave it")
        func own() async throws {
            try await Lab.play(realServers: 3) { topology in
                let first = topology.nodes[0].namespace.name
                let node = topology.swiftlvsd(on: 1)
                let configuration = "net_namespace \(first)\n" + text.text
                try await node.start(configuration: configuration)
                try await Lab.waitForMaster(0, of: topology)
                // Which only a check that is in the namespace could have found, for the other one's gateway is away.
                try await eventually("the checks have passed", within: Lab.patience) {
                    try await weights(on: 0, of: topology).values.filter { $0 > 0 }.count == 3
                }
                #expect(try await weights(on: 1, of: topology).isEmpty)
                #expect(try node.log.contains(" swiftlvsd_\(first): "))

                for line in ["net_namespace nosuch", ""] {
                    try topology.workspace.write("\(line)\n" + text.text, to: "lb2.conf")
                    let reload = try await node.ctl("reload")
                    #expect(reload.exitCode == 1)
                    let told = reload.output + reload.errors
                    #expect(told.contains("'net_namespace' is fixed at the start, where it was '\(first)'"), "\(told)")
                    #expect(told.contains("lb2.conf:1:1"), "\(told)")
                    #expect(try await node.ctl("plan", node.configurationFile).exitCode == 1)
                }
                #expect(try await topology.holdsAddresses(topology.nodes[0]))
                try topology.workspace.write(configuration.replacing("weight 1", with: "weight 4"), to: "lb2.conf")
                #expect(try await node.ctl("reload").exitCode == 0)
                try await eventually("another change is in force", within: Lab.patience) {
                    try await weights(on: 0, of: topology).values.contains(4)
                }
                #expect(try await node.stop() == 0)
                #expect(try await weights(on: 0, of: topology).isEmpty)
                #expect(try await !topology.holdsAddresses(topology.nodes[0]))
            }
        }

        @Test(
            "net_namespace_ipvs: the table and its settings are there, everything else stays in the daemon's namespace")
        func ipvs() async throws {
            try await Lab.play(realServers: 3) { topology in
                let (own, other) = (topology.nodes[0].namespace, topology.nodes[1].namespace)
                let node = topology.swiftlvsd(on: 0)
                var text = text
                text.more = """
                    global_defs {
                        ipvs_audit_interval 1
                        lvs_timeouts tcp 700
                        lvs_sysctl {
                            expire_nodest_conn 1
                        }
                    }

                    """
                try await node.start(configuration: "net_namespace_ipvs \(other.name)\n" + text.text)
                try await Lab.waitForMaster(0, of: topology)
                try await eventually("the table is in the other namespace", within: Lab.patience) {
                    try await weights(on: 1, of: topology).values.filter { $0 > 0 }.count == 3
                }
                #expect(try await KernelTable.read(in: own).services.isEmpty)
                func setting(in namespace: NetworkNamespace) async throws -> String {
                    try await namespace.onThread("read vs") {
                        try ThreadFile.read("/proc/sys/net/ipv4/vs/expire_nodest_conn")
                    }
                }
                #expect(try await setting(in: other).hasPrefix("1"))
                #expect(try await setting(in: own).hasPrefix("0"))
                #expect(
                    try await Command("ipvsadm", "--list", "--timeout", in: other).succeed().contains("700"))
                #expect(
                    try await !Command("ipvsadm", "--list", "--timeout", in: own).succeed().contains("700"))

                try await Command("ipvsadm", "--clear", in: other).succeed()
                try await eventually("what somebody takes away comes back", within: Lab.patience) {
                    try await weights(on: 1, of: topology).count == 3
                }
                try topology.workspace.write(text.text, to: "lb1.conf")
                let reload = try await node.ctl("reload")
                #expect(reload.exitCode == 1)
                #expect((reload.output + reload.errors).contains("'net_namespace_ipvs' is fixed at the start"))
                #expect(try await node.stop() == 0)
                #expect(try await weights(on: 1, of: topology).isEmpty)
            }
        }

        @Test("net_namespace_ipvs without a name is where the daemon was started, and -s counts before net_namespace")
        func start() async throws {
            try await Lab.play(realServers: 3) { topology in
                let first = topology.nodes[0].namespace.name
                let node = topology.swiftlvsd(on: 1)
                try await node.start(
                    configuration: "net_namespace \(first)\nnet_namespace_ipvs\n" + text.text)
                try await Lab.waitForMaster(0, of: topology)
                #expect(try await weights(on: 1, of: topology).count == 3)
                #expect(try await weights(on: 0, of: topology).isEmpty)
                #expect(try await node.stop() == 0)

                try topology.workspace.write("net_namespace nosuch\n" + text.vrrpOnly, to: "lb2.conf")
                let process = try await topology.start(
                    Command(node.commandLine("-s", first), in: topology.nodes[1].namespace), log: "override.log")
                try await Lab.waitForMaster(0, of: topology)
                #expect(try topology.workspace.read("override.log").contains("not 'net_namespace nosuch'"))
                #expect(try await process.stop() == 0)
            }
        }

        @Test("a namespace that is not there, or is none, is exit code 3 with its place; -t has no need of it")
        func missing() async throws {
            try await Lab.play { topology in
                let node = topology.swiftlvsd(on: 0)
                for keyword in ["net_namespace", "net_namespace_ipvs"] {
                    try topology.workspace.write(text.vrrpOnly + "\n  \(keyword) nosuch\n", to: "lb1.conf")
                    let line = text.vrrpOnly.split(separator: "\n", omittingEmptySubsequences: false).count + 1
                    let output = try await Command(node.commandLine(), in: node.namespace).run()
                    #expect(output.exitCode == 3)
                    #expect(
                        output.errors.contains("lb1.conf:\(line):3: error: '\(keyword)': open on /run/netns/nosuch"),
                        "\(output.errors)")
                    #expect(output.errors.contains("ip netns add nosuch"))
                    let test = try await Command(
                        Executables.path(of: "swiftlvsd"), "-t", "-f", node.configurationFile
                    ).run()
                    #expect(test.exitCode == 0, "\(test.errors)")
                }
            }
        }

        @Test("several daemons of one host have their paths by their namespaces")
        func paths() async throws {
            try await Lab.play { topology in
                let name = topology.nodes[0].namespace.name
                let file = try topology.workspace.write("net_namespace \(name)\n" + text.vrrpOnly, to: "paths.conf")
                let process = try await topology.start(
                    Command([Executables.path(of: "swiftlvsd"), "-n", "-f", file]), log: "paths.log")
                try await Lab.waitForMaster(0, of: topology)
                let socket = "/run/swiftlvsd/\(name)/control.sock"
                let answer = try await Command(Executables.path(of: "swiftlvsctl"), "--socket", socket, "vrrp").run()
                #expect(answer.exitCode == 0)
                #expect(access("/run/swiftlvsd/\(name)/swiftlvsd.pid", F_OK) == 0)
                #expect(try await process.stop() == 0)
            }
        }
    }
}
