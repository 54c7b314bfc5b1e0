import ControlMessages
import Deadlines
import Glibc
import LabScenario
import Testing

extension Lab {
    @Suite("What changes is told as it happens")
    struct EventTests {
        /// Listens with the operator's command until `words` are all in its output.
        private func hears(
            _ words: [String], in file: Workspace, _ name: String
        ) async throws {
            try await eventually("\(words) among the events", within: Lab.patience) {
                let text = (try? file.read(name)) ?? ""
                return words.allSatisfy { text.contains($0) }
            }
        }

        @Test("swiftlvsctl and curl hear a transition and a reload, and end with the daemon")
        func transitionAndReload() async throws {
            try await Lab.play { topology in
                let workspace = try Workspace("events-\(getpid())")
                defer { workspace.remove() }
                let node = topology.swiftlvsd(on: 0)
                let configuration = NodeConfigurationText(routerName: "lb1", priority: 100)
                try await node.start(configuration: configuration.vrrpOnly)
                let ctl = try await BackgroundProcess.start(
                    Command(Executables.path(of: "swiftlvsctl"), "--socket", node.socket, "events", "--history", "100"),
                    logFile: workspace.path("ctl"))
                let interrupted = try await BackgroundProcess.start(
                    Command(Executables.path(of: "swiftlvsctl"), "--socket", node.socket, "events"),
                    logFile: workspace.path("interrupted"))
                let curl = try await BackgroundProcess.start(
                    Command("curl", "-sN", "--unix-socket", node.socket, "http://node/v1/events?history=100"),
                    logFile: workspace.path("curl"))
                try await hears(["BACKUP -> MASTER"], in: workspace, "ctl")
                try await hears(["event: vrrp", #""from":"BACKUP""#, #""to":"MASTER""#], in: workspace, "curl")

                node.send(SIGHUP)
                try await hears(["generation 1 -> generation 2"], in: workspace, "ctl")
                try await hears(["generation 1 -> generation 2"], in: workspace, "interrupted")
                try await hears(["event: reload", #""to":"generation 2""#], in: workspace, "curl")

                #expect(try await interrupted.stop(signal: SIGINT) == 0)
                try await node.stop()
                // They end by themselves: the signal 0 asks for nothing.
                #expect(try await ctl.stop(signal: 0) == 0)
                #expect(try await curl.stop(signal: 0) == 0)
                try await hears(["MASTER -> INIT", "stopping"], in: workspace, "ctl")
            }
        }

        @Test("without a daemon swiftlvsctl events ends with 3")
        func noDaemon() async throws {
            let output = try await Command(
                Executables.path(of: "swiftlvsctl"), "--socket", "/tmp/nobody.sock", "events"
            ).run()
            #expect(output.exitCode == 3)
        }
    }
}
