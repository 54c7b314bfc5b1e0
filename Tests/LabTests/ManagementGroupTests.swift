import ControlMessages
import Deadlines
import LabScenario
import Testing

extension Lab {
    @Suite("Agents of a management-server group")
    struct ManagementGroupTests {
        private let quick = "min_reconnect_interval 1"

        @Test("four agents under roundrobin are handed turns of the list, and connect to their preferred servers")
        func turns() async throws {
            try await Cloud.play(ManagementGroupText()) { cloud in
                try await cloud.startAgents(quick)
                try await cloud.waitForLists(Cloud.turns)
                try await cloud.waitForConnections(Cloud.turns.map { $0[0] }, to: "their preferred servers")
                for index in cloud.nodes.indices {
                    try await eventually("lb\(index + 1) has heard where they are", within: Lab.patience) {
                        try await cloud.group(on: index).servers.map(\.connected) == [2, 1, 1]
                    }
                    #expect(try await cloud.group(on: index).servers.map(\.preferredBy) == [2, 1, 1])
                }
                // The lowest id has the same list from the first on, and was there from the first on.
                #expect(cloud.hosts[0].moves == 0)
            }
        }

        @Test("a reload that changes the algorithm and then the servers reaches every file, and nothing restarts")
        func reload() async throws {
            var group = ManagementGroupText()
            group.checkInterval = "0"
            try await Cloud.play(group) { cloud in
                try await cloud.startAgents(quick)
                try await cloud.waitForLists(Cloud.turns)
                group.algorithm = "static"
                try await cloud.reload(group)
                try await cloud.waitForLists(Cloud.turns.map { _ in [Cloud.m1, Cloud.m2, Cloud.m3] }, "static")
                group.servers = [Cloud.m3, Cloud.m1]
                try await cloud.reload(group)
                try await cloud.waitForLists(Cloud.turns.map { _ in [Cloud.m3, Cloud.m1] }, "static")
                group.algorithm = "roundrobin"
                try await cloud.reload(group)
                let (there, back) = ([Cloud.m3, Cloud.m1], [Cloud.m1, Cloud.m3])
                try await cloud.waitForLists([there, back, there, back])
                #expect(cloud.hosts.allSatisfy(\.isRunning) && cloud.nodes.allSatisfy(\.isRunning))
                #expect(cloud.hosts.allSatisfy { $0.moves == 0 })
                #expect(try await cloud.places == cloud.hosts.map { _ in [Cloud.m1] })
                for node in cloud.nodes { #expect(try await node.status().generation == 4) }
            }
        }

        @Test("after an outage of their management server agents go on to the next, and come back within the interval")
        func outage() async throws {
            var group = ManagementGroupText()
            group.checkInterval = "2"
            try await Cloud.play(group) { cloud in
                try await cloud.startAgents(quick)
                try await cloud.waitForConnections(Cloud.turns.map { $0[0] }, to: "their preferred servers")
                let files = try await cloud.files
                try await cloud.servers.fail(0)
                try await cloud.waitForConnections(
                    [Cloud.m2, Cloud.m2, Cloud.m3, Cloud.m2], to: "the next that answers")
                try await cloud.servers.start(0)
                let took = try await cloud.waitForConnections(Cloud.turns.map { $0[0] }, to: "their preferred servers")
                print("agents came back after \(took) with an interval of 2 s")
                // Beyond the interval a quarter of it, by chance.
                #expect(took < .milliseconds(2_500) + Lab.allowance)
                #expect(try await cloud.files == files)
            }
        }

        @Test("a server that fails its check goes to the end of every list, and agents come back when it is up again")
        func checkedServer() async throws {
            var group = ManagementGroupText()
            group.serverLines = "TCP_CHECK {\nconnect_timeout 2\ndelay_loop 1\nretry 0\n}"
            try await Cloud.play(group) { cloud in
                try await cloud.startAgents(quick)
                try await cloud.waitForLists(Cloud.turns)
                try await cloud.waitForConnections(Cloud.turns.map { $0[0] }, to: "their preferred servers")
                try await cloud.servers.fail(0)
                try await cloud.waitForLists([
                    [Cloud.m2, Cloud.m3, Cloud.m1], [Cloud.m2, Cloud.m3, Cloud.m1], [Cloud.m3, Cloud.m2, Cloud.m1],
                    [Cloud.m2, Cloud.m3, Cloud.m1],
                ])
                try await cloud.waitForConnections(
                    [Cloud.m2, Cloud.m2, Cloud.m3, Cloud.m2], to: "the next that answers")
                for node in cloud.topology.nodes {
                    try await eventually("\(node.name) has each avoid the server", within: Lab.patience) {
                        try await cloud.answers(at: node.frontAddress).allSatisfy { $0.avoid == [Cloud.m1] }
                    }
                }
                try await cloud.servers.start(0)
                try await cloud.waitForLists(Cloud.turns)
                try await cloud.waitForConnections(Cloud.turns.map { $0[0] }, to: "their preferred servers")
            }
        }
    }
}
