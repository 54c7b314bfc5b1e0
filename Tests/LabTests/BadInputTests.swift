import ControlMessages
import Deadlines
import Glibc
import LabScenario
import Testing

extension Lab {
    @Suite("What swiftlvsd refuses, and what it leaves alone then")
    struct BadInputTests {
        private let foreign = "-A -t 192.0.2.100:80 -s rr\n-a -t 192.0.2.100:80 -r 10.0.0.11:80 -m -w 3\n"

        private let broken = """
            vrrp_instance VI_1 {
                interface front
                virtual_router_id 999
                priority high
                virtual_ipaddress {
                    192.0.2.300/24
                }
            }
            virtual_server 192.0.2.100 80 {
                delay_lop 1
                lb_algo rr
                lb_kind NAT
                real_server 10.0.0.11 80 {
                    weight 1
                }
            }

            """

        private let valid = NodeConfigurationText(routerName: "lb1", priority: 100)

        @Test("a broken file ends with exit code 1 and every place, and the kernel is left as it was")
        func brokenFile() async throws {
            try await Lab.play { topology in
                let namespace = topology.nodes[0].namespace
                try await Command("ipvsadm", "--restore", in: namespace).succeed(input: foreign)
                let table = try await KernelTable.read(in: namespace)
                let addresses = try await namespace.addresses(of: "front")
                let node = topology.swiftlvsd(on: 0)
                try topology.workspace.write(broken, to: "lb1.conf")

                let output = try await Command(node.commandLine(), in: namespace).run()
                #expect(output.exitCode == 1)
                for line in [3, 4, 6, 10] {
                    #expect(output.errors.contains("\(node.configurationFile):\(line):"), "\(output.errors)")
                }
                #expect(try await KernelTable.read(in: namespace) == table)
                #expect(try await namespace.addresses(of: "front") == addresses)
            }
        }

        @Test("-t says 0 for a valid file and 1 for a broken one")
        func configurationTest() async throws {
            let workspace = try Workspace("lab-config-test")
            defer { workspace.remove() }
            let program = Executables.path(of: "swiftlvsd")
            let good = try workspace.write(valid.text, to: "good.conf")
            let bad = try workspace.write(broken, to: "bad.conf")
            #expect(try await Command(program, "-t", "-f", good).run().exitCode == 0)
            #expect(try await Command(program, "-t", good).run().exitCode == 0)
            #expect(try await Command(program, "-t", "-f", bad).run().exitCode == 1)
        }

        @Test("wrong usage is exit code 2")
        func wrongUsage() async throws {
            let output = try await Command(Executables.path(of: "swiftlvsd"), "--no-such-option").run()
            #expect(output.exitCode == 2)
            #expect(output.errors.contains("no-such-option"))
        }

        @Test("a second instance ends with exit code 3, and the first one keeps its socket")
        func secondInstance() async throws {
            try await Lab.play { topology in
                let first = topology.swiftlvsd(on: 0)
                try await first.start(configuration: valid.vrrpOnly)
                let second = try await Command(first.commandLine(), in: topology.nodes[0].namespace).run()
                #expect(second.exitCode == 3)
                #expect(second.errors.contains(first.socket), "\(second.errors)")
                #expect(first.isRunning)
                #expect(try await first.status().generation >= 1)
            }
        }

        @Test("a reload with a broken file changes nothing, and a later one with a good file works")
        func brokenReload() async throws {
            try await Lab.play(realServers: 3) { topology in
                let node = topology.swiftlvsd(on: 0)
                try await node.start(configuration: valid.text)
                let namespace = topology.nodes[0].namespace
                try await Lab.waitForMaster(0, of: topology)
                let table = try await KernelTable.read(in: namespace)
                let generation = try await node.status().generation

                try topology.workspace.write(broken, to: "lb1.conf")
                node.send(SIGHUP)
                try await eventually("the log names the file's problem", within: Lab.patience) {
                    node.logTail().contains("lb1.conf:3:")
                }
                #expect(try await node.status().generation == generation)
                #expect(
                    try await KernelTable.read(in: namespace).weights(of: TwoNodeTopology.serviceName)
                        == table.weights(of: TwoNodeTopology.serviceName))
                #expect(try await topology.holdsAddresses(topology.nodes[0]))

                try topology.workspace.write(valid.text.replacing("weight 1", with: "weight 4"), to: "lb1.conf")
                node.send(SIGHUP)
                try await eventually("the good file is in force", within: Lab.patience) {
                    let weights = try await KernelTable.read(in: namespace).weights(of: TwoNodeTopology.serviceName)
                    return weights.count == 3 && weights.values.allSatisfy { $0 == 4 }
                }
                #expect(try await node.status().generation == generation + 1)
            }
        }

        @Test("without CAP_NET_ADMIN it ends with exit code 3 and names the capability")
        func noCapability() async throws {
            try await Lab.play { topology in
                let node = topology.swiftlvsd(on: 0)
                try topology.workspace.write(valid.text, to: "lb1.conf")
                let output = try await Command(
                    ["setpriv", "--bounding-set", "-net_admin"] + node.commandLine(), in: topology.nodes[0].namespace
                ).run()
                #expect(output.exitCode == 3)
                #expect(output.errors.contains("CAP_NET_ADMIN"), "\(output.errors)")
            }
        }

        @Test("beside a running keepalived it ends with exit code 3 and touches nothing")
        func besideKeepalived() async throws {
            try await Lab.play { topology in
                let namespace = topology.nodes[0].namespace
                let file = try topology.workspace.write(valid.vrrpOnly, to: "keepalived.conf")
                _ = try await topology.start(
                    Command("keepalived", "--dont-fork", "--log-console", "--use-file", file, in: namespace),
                    log: "keepalived.log")
                let node = topology.swiftlvsd(on: 0)
                try topology.workspace.write(valid.text, to: "lb1.conf")
                try await Lab.waitForMaster(0, of: topology)
                let output = try await Command(node.commandLine(), in: namespace).run()
                #expect(output.exitCode == 3)
                #expect(output.errors.contains("keepalived"), "\(output.errors)")
                #expect(try await topology.holdsAddresses(topology.nodes[0]))
                #expect(try await KernelTable.read(in: namespace).services.isEmpty)
            }
        }

        @Test("a keepalived whose pid files nobody knows is found by its adverts: exit code 3, and its name")
        func besideHiddenKeepalived() async throws {
            try await Lab.play { topology in
                let keepalived = topology.keepalived(on: 0, named: "other")
                try await keepalived.start(configuration: valid.vrrpOnly)
                try await Lab.waitForMaster(0, of: topology)
                try topology.workspace.write(valid.text, to: "lb1.conf")
                let node = topology.swiftlvsd(on: 0)
                let process = try await node.launch()
                try await eventually("swiftlvsd gives way", within: Lab.patience) { !process.isRunning }
                #expect(process.exitCode == 3)
                #expect(try node.log.contains("(keepalived, process"), "\(node.logTail())")
                try await eventually("keepalived holds its addresses", within: Lab.patience) {
                    try await topology.holdsAddresses(topology.nodes[0])
                }
                #expect(try await KernelTable.read(in: topology.nodes[0].namespace).services.isEmpty)
            }
        }

        @Test("S19: a file that is not there is named, with exit code 1")
        func missingFile() async throws {
            let output = try await Command(Executables.path(of: "swiftlvsd"), "-n", "-f", "/nonexistent/x.conf").run()
            #expect(output.exitCode == 1)
            #expect(output.errors.contains("/nonexistent/x.conf"))
        }
    }
}
