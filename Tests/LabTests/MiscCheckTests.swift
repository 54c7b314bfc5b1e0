import ControlMessages
import Deadlines
import Glibc
import LabScenario
import Testing

extension Lab {
    @Suite("Weights that scripts and files change")
    struct MiscCheckTests {
        private let service = TwoNodeTopology.serviceName

        /// A node whose first two real servers have this check, and a file that it looks into.
        private func play(
            _ check: (_ file: String) -> String, above: (_ file: String) -> String = { _ in "" }, start: String,
            _ scenario: (TwoNodeTopology, SwiftLVSDNode, _ say: (String) throws -> Void) async throws -> Void
        ) async throws {
            try await Lab.play { topology in
                let node = topology.swiftlvsd(on: 0)
                let file = topology.workspace.path("said")
                func say(_ text: String) throws { try topology.workspace.write(text + "\n", to: "said") }
                try say(start)
                var configuration = NodeConfigurationText(routerName: "lb1", priority: 100)
                configuration.realServers = [1: 10, 2: 10]
                configuration.check = "PING_CHECK {\nalpha off\ndelay_loop 60\nwarmup 60\n}"
                let text =
                    "global_defs {\nscript_user root\nenable_script_security\n}\n" + above(file)
                    + configuration.serviceOnly.replacing(
                        configuration.check, with: check(file), maxReplacements: 1)
                try await node.start(configuration: text)
                try await scenario(topology, node, say)
            }
        }

        private func expectWeights(_ weights: [Int?], _ topology: TwoNodeTopology, _ what: String) async throws {
            var wanted: [String: Int] = [:]
            for (index, weight) in weights.enumerated() where weight != nil {
                wanted[TwoNodeTopology.endpoint(ofServer: index + 1)] = weight
            }
            try await eventually(what, within: Lab.patience) {
                try await KernelTable.read(in: topology.nodes[0].namespace).weights(of: service) == wanted
            }
        }

        @Test(
            "a script's exit code is the server's weight; 1 takes it out, 0 brings it back with the configured weight")
        func script() async throws {
            let check = { (file: String) in
                "MISC_CHECK {\nmisc_path \"/bin/sh -c 'exit $(cat \(file))'\"\nmisc_dynamic\ndelay_loop 0.2\nwarmup 0\n}"
            }
            try await play(check, start: "22") { topology, node, say in
                try await expectWeights([20, 10], topology, "exit code 22")
                #expect(
                    try await Lab.savedTable(of: topology.nodes[0].namespace).contains(
                        "-a -t 192.0.2.100:80 -r 10.0.0.11:80 -m -w 20"))
                let entry = try #require(try await node.service().realServers.first)
                #expect((entry.weight.configured, entry.weight.effective) == (10, 20))
                #expect(entry.reason == "exit code 22")
                try say("5")
                try await expectWeights([3, 10], topology, "exit code 5")
                try say("1")
                try await expectWeights([nil, 10], topology, "exit code 1")
                #expect(try await node.service().realServers.first?.health == .down)
                try say("0")
                try await expectWeights([10, 10], topology, "exit code 0")
                try say("2")
                try await expectWeights([0, 10], topology, "exit code 2")
                #expect(try await node.service().realServers.first?.state == .drained)
            }
        }

        @Test("a file's number changes the weight, and takes the server out, as soon as it is written")
        func file() async throws {
            let check = { (_: String) in
                "FILE_CHECK {\ntrack_file said\nweight -2\n}\nFILE_CHECK {\ntrack_file said\nweight 1073741824\n}"
            }
            // The second one matters for numbers below -1 only.
            let above = { (file: String) in "track_file said {\nfile \(file)\n}\n" }
            try await play(check, above: above, start: "0") { topology, node, say in
                try await expectWeights([10, 10], topology, "0")
                try say("-2")
                try await expectWeights([nil, 10], topology, "-2: 1073741824 × -2 is a failure")
                #expect(try await node.service().realServers.first?.reason == "the file holds -2")
                try say("0")
                try await expectWeights([10, 10], topology, "0 again")
                try say("1")
                try await expectWeights([1_073_741_832, 10], topology, "1: 10 - 2 + 1073741824")
                // A reload that changes the factor finds the number that is there.
                let path = topology.workspace.path("lb1.conf")
                try await Command("sed", "-i", "s/weight 1073741824/weight 0/", path).succeed()
                node.send(SIGHUP)
                try await expectWeights([nil, 10], topology, "no factor, and not 0")
                try say("0")
                try await expectWeights([10, 10], topology, "and back")
            }
        }

        @Test("a script that is not there, or that others may write to, keeps a reload from being carried out")
        func refused() async throws {
            let check = { (_: String) in "MISC_CHECK {\nmisc_path /bin/true\n}" }
            try await play(check, start: "0") { topology, node, _ in
                try await expectWeights([10, 10], topology, "up")
                let path = topology.workspace.path("lb1.conf")
                try topology.workspace.write("#!/bin/sh\nexit 0\n", to: "open")
                try await Command("chmod", "777", topology.workspace.path("open")).succeed()
                var before = "/bin/true"
                for (program, reason) in [
                    ("/no/such/program", "/no/such/program is not there"),
                    (topology.workspace.path("open"), "everybody may write"), ("/etc/passwd", "may not execute"),
                ] {
                    try await Command("sed", "-i", "s,misc_path \(before),misc_path \(program),", path).succeed()
                    before = program
                    let output = try await node.ctl("reload")
                    #expect(output.exitCode != 0)
                    #expect((output.output + output.errors).contains(reason), "\(output)")
                    let test = try await Command(Executables.path(of: "swiftlvsd"), "-t", "-f", path).run()
                    #expect(test.exitCode != 0)
                    #expect((test.output + test.errors).contains("misc_path"), "\(test)")
                    try await expectWeights([10, 10], topology, "as before")
                }
            }
        }
    }
}
