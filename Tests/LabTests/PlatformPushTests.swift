import ControlMessages
import Deadlines
import LabScenario
import Testing

extension Lab {
    @Suite("A platform that pushes lists of its own")
    struct PlatformPushTests {
        @Test("it gets file and agent in the end, is told of its two settings, and nobody reconnects for ever")
        func noRestartLoop() async throws {
            let theirs = "\(Cloud.m3),\(Cloud.m2),\(Cloud.m1)@static"
            var group = ManagementGroupText()
            group.checkInterval = "4"
            try await Cloud.play(hosts: 1, group) { cloud in
                let host = cloud.hosts[0]
                try await cloud.startAgents(pushed: theirs, "min_reconnect_interval 1")
                try await eventually("swiftlvs-agent leaves the file alone", within: Lab.patience * 2) {
                    try await host.status.file.isYielded
                }
                let moves = host.moves
                #expect((1...3).contains(moves))
                try await cloud.waitForConnections([Cloud.m3], to: "the platform's first server")
                // Two of what would have been rounds of the fight.
                try await Task.sleep(for: .seconds(10))
                #expect(host.moves == moves)
                #expect(host.list == theirs)
                #expect(try await cloud.places == [[Cloud.m3]])
                #expect(host.isRunning)
                let settings = "'host' and 'indirect.agent.lb.algorithm'"
                #expect(try host.log.contains(settings))
                #expect(try await host.status.problems.contains { $0.contains(settings) })
            }
        }
    }
}
