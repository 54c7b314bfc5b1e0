import Addresses
import AgentService
import ControlMessages
import Deadlines
import FoundationEssentials
import LabScenario
import NodeConfiguration
import Synchronization
import Testing

@Suite("A list that is kept")
struct ListKeepingTests {
    private static let first = ["10.1.1.2", "10.1.1.3", "10.1.1.1"]
    private static let firstLine = "host=10.1.1.2,10.1.1.3,10.1.1.1@roundrobin"

    @Test("CS-33: an agent registers, and finds its list in its file; comments, mode and order stay")
    func keepsList() async throws {
        let host = try AgentHost()
        defer { host.workspace.remove() }
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o640], ofItemAtPath: host.workspace.path("agent.properties"))
        let balancer = try await FakeLoadBalancer.start(.unix(host.workspace.path("lb")), .answer(Self.first, "a"))
        try await host.run([balancer.url], "cluster rack-7\n") { _ in
            try await eventually("the list is there", within: AgentHost.patience) {
                host.properties == "# made by hand\nguid=x\n\(Self.firstLine)\nport=8250\n"
            }
            try await eventually("the new list is told", within: AgentHost.patience) {
                balancer.registrations.last?.servers == Self.first
            }
        }
        let told = balancer.registrations
        #expect(told.first?.servers == ["10.1.1.1"])
        #expect(told.first?.algorithm == "static")
        #expect(told.first?.zone == "z1")
        #expect(told.first?.cluster == "rack-7")
        #expect(told.last?.algorithm == "roundrobin")
        let facts = try FileManager.default.attributesOfItem(atPath: host.workspace.path("agent.properties"))
        #expect(facts[.posixPermissions] as? Int == 0o640)
        #expect(!host.workspace.exists("agent.properties.swiftlvs-agent"))
        await balancer.stop()
    }

    @Test("a change comes by the stream at once")
    func followsStream() async throws {
        let host = try AgentHost()
        defer { host.workspace.remove() }
        let balancer = try await FakeLoadBalancer.start(.loopback(secure: false), .answer(Self.first, "a"))
        try await host.run([balancer.url]) { _ in
            try await eventually("it listens", within: AgentHost.patience) { balancer.watcherCount == 1 }
            balancer.say {
                $0.servers = ["10.1.1.9"]
                $0.checkInterval = 60
                $0.version = "b"
            }
            try await eventually("the list is there", within: AgentHost.patience) {
                host.properties
                    == "# made by hand\nguid=x\nhost=10.1.1.9@roundrobin\nport=8250\nhost.lb.check.interval=60\n"
            }
            try await eventually("the status tells it", within: AgentHost.patience) {
                let status = try await host.status()
                return status.loadBalancers.map(\.state) == ["watching"] && status.list?.version == "b"
                    && status.problems.isEmpty
            }
        }
        await balancer.stop()
    }

    @Test("a load balancer without a stream is asked again and again, with the tag of its last answer")
    func polls() async throws {
        let host = try AgentHost()
        defer { host.workspace.remove() }
        let balancer = try await FakeLoadBalancer.start(.unix(host.workspace.path("lb")), .answer(Self.first, "a"))
        balancer.takeStreamAway()
        try await host.run([balancer.url]) { _ in
            try await eventually("it asks with a tag", within: AgentHost.patience) { balancer.notModifiedCount > 1 }
            balancer.say {
                $0.servers = ["10.1.1.9"]
                $0.version = "b"
            }
            try await eventually("the list is there", within: AgentHost.patience) {
                host.properties.contains("host=10.1.1.9@roundrobin\n")
            }
            let status = try await host.status()
            #expect(status.loadBalancers.map(\.state) == ["polling"])
            #expect(status.loadBalancers.first?.error?.contains("404") == true)
        }
        await balancer.stop()
    }

    @Test("over TLS the certificate is checked, and the token is sent")
    func secure() async throws {
        let host = try AgentHost()
        defer { host.workspace.remove() }
        let balancer = try await FakeLoadBalancer.start(
            .loopback(secure: true), .answer(Self.first, "a"), token: "secret")
        try await host.run([balancer.url]) { _ in
            try await eventually("the list is there", within: AgentHost.patience) {
                host.properties.contains(Self.firstLine)
            }
            try host.workspace.replace("token", with: "wrong\n")
            try await eventually("the refusal is told", within: AgentHost.patience) {
                try await host.status().loadBalancers.first?.error?.contains("the token is not known") == true
            }
            // The last list stays.
            #expect(host.properties.contains(Self.firstLine))
            try host.workspace.replace("token", with: "secret\n")
            try await eventually("it is back", within: AgentHost.patience) {
                try await host.status().loadBalancers.first?.state == "watching"
            }
        }
        await balancer.stop()
    }

    @Test("a certificate that nobody vouches for is refused, and nothing is sent")
    func untrusted() async throws {
        let host = try AgentHost()
        defer { host.workspace.remove() }
        let balancer = try await FakeLoadBalancer.start(
            .loopback(secure: true), .answer(Self.first, "a"), token: "secret")
        // Another name than the certificate's is as bad as another authority.
        let other = balancer.url.replacing("127.0.0.1", with: "127.0.0.2")
        try await host.run([other]) { _ in
            try await eventually("it is told", within: AgentHost.patience) {
                try await host.status().loadBalancers.first?.state == "unreachable"
            }
        }
        #expect(balancer.registrations.isEmpty)
        #expect(host.properties == AgentHost.platformFile)
        await balancer.stop()
    }

    @Test("when no load balancer answers, after a start, too, the last list stays, and that is said")
    func keepsLastList() async throws {
        let host = try AgentHost()
        defer { host.workspace.remove() }
        let balancer = try await FakeLoadBalancer.start(.unix(host.workspace.path("lb")), .answer(Self.first, "a"))
        try await host.run([balancer.url]) { _ in
            try await eventually("the list is there", within: AgentHost.patience) {
                host.properties.contains(Self.firstLine)
            }
        }
        await balancer.stop()
        try await host.run([balancer.url]) { _ in
            try await eventually("it is said", within: AgentHost.patience) {
                try await host.status().problems.contains { $0.contains("no load balancer answers") }
            }
            let status = try await host.status()
            #expect(status.list?.servers == Self.first)
            #expect(status.list?.isCurrent == false)
            #expect(status.file.host == "10.1.1.2,10.1.1.3,10.1.1.1@roundrobin")
        }
        #expect(host.properties.contains(Self.firstLine))
    }

    @Test("where load balancers differ, one that is learning does not count")
    func disputed() async throws {
        let host = try AgentHost()
        defer { host.workspace.remove() }
        let learning = try await FakeLoadBalancer.start(
            .unix(host.workspace.path("lb1")), .answer(["10.1.1.1"], "old", algorithm: "static", upToDate: nil))
        let settled = try await FakeLoadBalancer.start(.unix(host.workspace.path("lb2")), .answer(Self.first, "new"))
        try await host.run([learning.url, settled.url]) { _ in
            try await eventually("both answer", within: AgentHost.patience) {
                try await host.status().loadBalancers.allSatisfy { $0.version != nil }
            }
            try await eventually("the settled one's list is there", within: AgentHost.patience) {
                host.properties.contains(Self.firstLine)
            }
            // It has no opinion while it learns.
            #expect(try await host.status().problems.isEmpty)
            learning.say { $0.isUpToDate = false }
            try await eventually("they disagree", within: AgentHost.patience) {
                try await host.status().problems.contains { $0.contains("disagree") }
            }
        }
        await learning.stop()
        await settled.stop()
    }

    @Test("an algorithm of ours has a name of the platform's in the file, and its own for the load balancers")
    func standInName() async throws {
        let host = try AgentHost()
        defer { host.workspace.remove() }
        let balancer = try await FakeLoadBalancer.start(
            .unix(host.workspace.path("lb")), .answer(["10.1.1.2", "10.1.1.1:9250"], "a", algorithm: "rendezvous"))
        try await host.run([balancer.url], "algorithm_name roundrobin\n") { _ in
            try await eventually("the list is there", within: AgentHost.patience) {
                host.properties.contains("host=10.1.1.2,10.1.1.1@roundrobin\n")
            }
            try await eventually("the new list is told", within: AgentHost.patience) {
                balancer.registrations.last?.algorithm == "rendezvous"
            }
            #expect(balancer.registrations.last?.servers == ["10.1.1.2", "10.1.1.1:9250"])
            #expect(try await host.status().problems.contains { $0.contains("10.1.1.1:9250") })
        }
        await balancer.stop()
    }

    /// A resolver that never answers, and counts who asks.
    private final class MuteResolver: NameResolving {
        private let names = Mutex<[String]>([])

        var asked: [String] { names.withLock { $0 } }

        func addresses(of name: String) async -> [IPAddress] {
            names.withLock { $0.append(name) }
            try? await Task.sleep(for: .seconds(3_600))
            return []
        }
    }

    @Test("a resolver that does not answer keeps nothing waiting, and is not asked again and again")
    func muteResolver() async throws {
        let host = try AgentHost()
        defer { host.workspace.remove() }
        let balancer = try await FakeLoadBalancer.start(
            .unix(host.workspace.path("lb")), .answer(["ms1.example.org", "ms2.example.org"], "a"))
        let resolver = MuteResolver()
        let configuration = try host.configuration([balancer.url])
        try await AgentHost.run(configuration, resolver: resolver) { _ in
            try await eventually("both are asked for", within: AgentHost.patience) { resolver.asked.count == 2 }
            let count = balancer.registrations.count
            // Each makes it look once more.
            try await eventually("looks", within: AgentHost.patience) { balancer.registrations.count > count + 2 }
            #expect(host.properties.contains("host=ms1.example.org,ms2.example.org@roundrobin\n"))
            #expect(Set(resolver.asked) == ["ms1.example.org", "ms2.example.org"])
            #expect(resolver.asked.count == 2)
        }
        await balancer.stop()
    }

    @Test("CS-35: an interval of the administrator's stays and counts")
    func administratorsInterval() async throws {
        let host = try AgentHost(properties: "host=x\nhost.lb.check.interval=30\n")
        defer { host.workspace.remove() }
        let balancer = try await FakeLoadBalancer.start(
            .unix(host.workspace.path("lb")), .answer(["10.1.1.2"], "a", interval: 60))
        try await host.run([balancer.url]) { _ in
            try await eventually("the list is there", within: AgentHost.patience) {
                host.properties == "host=10.1.1.2@roundrobin\nhost.lb.check.interval=30\n"
            }
            let status = try await host.status()
            #expect(status.list?.checkInterval == 30)
            // As somebody wants it: nothing is wrong.
            #expect(status.notes.count == 1 && status.notes[0].contains("set by the administrator"))
            #expect(status.problems.isEmpty)
        }
        await balancer.stop()
    }

    @Test("an unknown group is told, and nothing is written")
    func unknownGroup() async throws {
        let host = try AgentHost()
        defer { host.workspace.remove() }
        let balancer = try await FakeLoadBalancer.start(.unix(host.workspace.path("lb")), .answer(Self.first, "a"))
        let text = host.file([balancer.url]).replacing("group cloud", with: "group other")
        try host.workspace.write(text, to: "agent.conf")
        let outcome = try AgentConfigurationFile.load(host.workspace.path("agent.conf"))
        #expect(outcome.diagnostics.isEmpty)
        try await AgentHost.run(outcome.configuration) { _ in
            try await eventually("it is told", within: AgentHost.patience) {
                try await host.status().loadBalancers.first?.error?.contains("there is no such group") == true
            }
        }
        #expect(host.properties == AgentHost.platformFile)
        await balancer.stop()
    }

    @Test("a state that cannot be read is put aside, and the list is kept from then on")
    func brokenState() async throws {
        let host = try AgentHost()
        defer { host.workspace.remove() }
        try FileManager.default.createDirectory(
            atPath: host.workspace.path("state"), withIntermediateDirectories: true)
        try host.workspace.write("{\"file\": 7", to: "state/state.json")
        let balancer = try await FakeLoadBalancer.start(.unix(host.workspace.path("lb")), .answer(Self.first, "a"))
        try await host.run([balancer.url]) { _ in
            try await eventually("the list is there", within: AgentHost.patience) {
                host.properties.contains(Self.firstLine)
            }
        }
        #expect(try host.workspace.read("state/state.json.bad") == "{\"file\": 7")
        #expect(try host.workspace.read("state/state.json").contains("10.1.1.2"))
        await balancer.stop()
    }

    @Test("two programs do not take care of one agent")
    func onlyOne() async throws {
        let host = try AgentHost()
        defer { host.workspace.remove() }
        try await host.run(["unix:/nowhere"]) { _ in
            await #expect { try await host.run(["unix:/nowhere"]) { _ in } } throws: { error in
                "\(error)".contains("another swiftlvs-agent runs here")
            }
            let agent = try await host.status().agent
            #expect(agent == "42")
        }
        #expect(!host.workspace.exists("run/s"))
    }
}
