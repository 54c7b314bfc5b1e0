import AgentService
import ControlMessages
import Deadlines
import LabScenario
import NIOCore
import Testing

@Suite("An agent that is brought back", .serialized)
struct ReconnectTests {
    private static let addresses = ["127.0.0.1", "127.0.0.2", "127.0.0.3"]

    /// An agent whose file and load balancers say that it belongs to the first server.
    private struct Scene {
        let host: AgentHost
        let servers: FakeManagementServers
        let balancer: FakeLoadBalancer

        init(_ list: [String] = ReconnectTests.addresses, interval: Double = 1) async throws {
            host = try AgentHost()
            servers = try await FakeManagementServers.start(ReconnectTests.addresses)
            balancer = try await FakeLoadBalancer.start(
                .unix(host.workspace.path("lb")), .answer(list, "a", interval: interval))
            try host.workspace.write("#!/bin/sh\necho again >>\(host.workspace.path("log"))\n", to: "again")
            try host.workspace.write("#!/bin/sh\ntest -e \(host.workspace.path("free"))\n", to: "busy")
            for name in ["again", "busy"] { try await Command("chmod", "755", host.workspace.path(name)).succeed() }
        }

        var settings: String {
            """
            port \(servers.port)
            reconnect command "\(host.workspace.path("again"))"
            min_reconnect_interval 3600

            """
        }

        var reconnects: Int { ((try? host.workspace.read("log")) ?? "").split(separator: "\n").count }

        func end() async {
            await balancer.stop()
            await servers.stop()
            host.workspace.remove()
        }
    }

    @Test("CS-44: an agent at another server has it reconnect once, also over a restart of the program")
    func reconnects() async throws {
        let scene = try await Scene()
        let link = try await scene.servers.connect(to: "127.0.0.2")
        for _ in 0..<2 {
            try await scene.host.run([scene.balancer.url], scene.settings) { _ in
                try await eventually("it is seen where it is", within: AgentHost.patience) {
                    try await scene.host.status().standing == "elsewhere"
                }
                try await eventually("it is told where it is", within: AgentHost.patience) {
                    scene.balancer.registrations.last?.connectedTo == "127.0.0.2"
                }
                try await eventually("the action ran", within: AgentHost.patience) { scene.reconnects == 1 }
                #expect(try await scene.host.status().lastReconnectAt != nil)
                // The next one is an hour away.
                try await eventually("the next is planned", within: AgentHost.patience) {
                    guard let next = try await scene.host.status().nextCheckAt else { return false }
                    return next.microseconds - Timestamp.now.microseconds > 3_000_000_000
                }
            }
        }
        #expect(scene.reconnects == 1)
        try await link.close()
        await scene.end()
    }

    @Test("CS-45: a busy agent is left alone until it is free")
    func busy() async throws {
        let scene = try await Scene()
        let link = try await scene.servers.connect(to: "127.0.0.2")
        let busy = "busy_check \"\(scene.host.workspace.path("busy"))\"\n"
        try await scene.host.run([scene.balancer.url], scene.settings + busy) { _ in
            try await eventually("it is said", within: AgentHost.patience) {
                try await scene.host.status().problems.contains { $0.contains("the agent is busy") }
            }
            #expect(scene.reconnects == 0)
            try scene.host.workspace.write("", to: "free")
            try await eventually("the action ran", within: AgentHost.patience) { scene.reconnects == 1 }
        }
        try await link.close()
        await scene.end()
    }

    @Test("an agent that is where it belongs is left alone, and so is one without an action")
    func leftAlone() async throws {
        let scene = try await Scene()
        var link = try await scene.servers.connect(to: "127.0.0.1")
        try await scene.host.run([scene.balancer.url], scene.settings) { _ in
            try await eventually("it is seen", within: AgentHost.patience) {
                try await scene.host.status().standing == "preferred"
            }
            #expect(try await scene.host.status().nextCheckAt == nil)
            #expect(scene.balancer.registrations.last?.connectedTo == "127.0.0.1")
        }
        try await link.close()
        link = try await scene.servers.connect(to: "127.0.0.3")
        try await scene.host.run([scene.balancer.url], "port \(scene.servers.port)\n") { _ in
            try await eventually("it is seen", within: AgentHost.patience) {
                let status = try await scene.host.status()
                return status.standing == "elsewhere" && status.misplacedSince != nil
            }
            #expect(try await scene.host.status().nextCheckAt == nil)
        }
        #expect(scene.reconnects == 0)
        try await link.close()
        await scene.end()
    }

    @Test("CS-43: a server by name is found by its address")
    func byName() async throws {
        let scene = try await Scene(["localhost", "127.0.0.2"])
        let link = try await scene.servers.connect(to: "127.0.0.1")
        try await scene.host.run([scene.balancer.url], scene.settings) { _ in
            try await eventually("it is seen", within: AgentHost.patience) {
                try await scene.host.status().standing == "preferred"
            }
        }
        try await link.close()
        await scene.end()
    }
}
