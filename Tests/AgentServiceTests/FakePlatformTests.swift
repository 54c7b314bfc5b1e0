import ControlMessages
import Deadlines
import Glibc
import LabScenario
import NIOCore
import Testing

/// The real program beside a platform whose agent and servers behave as the cloud platform's do.
@Suite("A platform that pushes its own list", .serialized)
struct FakePlatformTests {
    private static let theirs = "127.0.0.1,127.0.0.2@static"

    /// - Parameters:
    ///   - interval: seconds between checks, which may be more or less than `pause` between two reconnects.
    @Test(
        "it gets the file and the agent in the end, and nobody restarts anything for ever",
        arguments: zip([1, 4], [5, 1]))
    func noRestartLoop(interval: Double, pause: Int) async throws {
        let host = try AgentHost(properties: "guid=x\nhost=\(Self.theirs)\n")
        let servers = try await FakeManagementServers.start(["127.0.0.1", "127.0.0.2"])
        let balancer = try await FakeLoadBalancer.start(
            .unix(host.workspace.path("lb")), .answer(["127.0.0.2", "127.0.0.1"], "a", interval: interval))
        try host.workspace.write("#!/bin/sh\necho again >>\(host.workspace.path("log"))\n", to: "again")
        try await Command("chmod", "755", host.workspace.path("again")).succeed()
        let file = try host.workspace.write(
            host.file(
                [balancer.url],
                """
                port \(servers.port)
                reconnect command "\(host.workspace.path("again"))"
                min_reconnect_interval \(pause)

                """), to: "agent.conf")
        let program = try await BackgroundProcess.start(
            Command(Executables.path(of: "swiftlvs-agent"), "-f", file), logFile: host.workspace.path("out"))
        let platform = Task { try await Self.runPlatform(host, servers) }
        try await eventually("the program yields", within: AgentHost.patience) {
            try await host.status().file.isYielded
        }
        let restarts = try host.workspace.read("log").split(separator: "\n").count
        #expect(restarts <= 3)
        try await eventually("the platform's list is in the file", within: AgentHost.patience) {
            host.properties.contains("host=\(Self.theirs)\n")
        }
        // Several of what would have been rounds of the fight.
        try await Task.sleep(for: .seconds(12))
        #expect(try host.workspace.read("log").split(separator: "\n").count == restarts)
        #expect(host.properties.contains("host=\(Self.theirs)\n"))
        #expect(try host.workspace.read("out").contains("'host' and 'indirect.agent.lb.algorithm'"))

        platform.cancel()
        _ = try? await platform.value
        #expect(try await program.stop() == 0)
        await balancer.stop()
        await servers.stop()
        host.workspace.remove()
    }

    /// The platform's agent: at each restart it connects to the first server of its file, is told that its list is
    /// outdated where it differs from the platform's, writes that down, and goes to that list's first server soon.
    private static func runPlatform(_ host: AgentHost, _ servers: FakeManagementServers) async throws {
        var link = try await servers.connect(to: "127.0.0.1")
        var seen = 0
        while !Task.isCancelled {
            try await Task.sleep(for: .milliseconds(50))
            let restarts = ((try? host.workspace.read("log")) ?? "").split(separator: "\n").count
            guard restarts > seen else { continue }
            seen = restarts
            let held = host.properties.split(separator: "\n").first { $0.hasPrefix("host=") }?.dropFirst(5) ?? ""
            try await link.close()
            link = try await servers.connect(to: String(held.prefix { $0 != "," && $0 != "@" }))
            guard held != theirs else { continue }
            try host.workspace.replace("agent.properties", with: "#Storage\nguid=x\nhost=\(theirs)\n")
            try await Task.sleep(for: .seconds(1))
            try await link.close()
            link = try await servers.connect(to: "127.0.0.1")
        }
        try await link.close()
    }

    @Test("-t checks a file, names what is wrong and leaves with 1")
    func configTest() async throws {
        let host = try AgentHost()
        defer { host.workspace.remove() }
        let program = Executables.path(of: "swiftlvs-agent")
        let good = try host.workspace.write(host.file(["unix:/x"]), to: "good.conf")
        try await Command(program, "-t", "-f", good).succeed()
        let bad = try host.workspace.write(host.file(["unix:/x"], "prot 1\n"), to: "bad.conf")
        let run = try await Command(program, "-t", "-f", bad).run()
        #expect(run.exitCode == 1)
        #expect(run.errors.contains("bad.conf:12:1: error: unknown keyword 'prot' in 'agent.conf'"))
        #expect(run.errors.contains("did you mean 'port'?"))
    }
}
