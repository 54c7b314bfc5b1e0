import AgentService
import ControlMessages
import FoundationEssentials
import LabScenario
import NodeConfiguration
import Testing

@Suite("A file that is read again")
struct ReloadTests {
    private static let list = ["10.1.1.2", "10.1.1.3", "10.1.1.1"]
    private static let line = "host=10.1.1.2,10.1.1.3,10.1.1.1@roundrobin"

    @Test("a broken file changes nothing, and is said with its place until one is good")
    func broken() async throws {
        let host = try AgentHost()
        defer { host.workspace.remove() }
        let balancer = try await FakeLoadBalancer.start(.loopback(secure: false), .answer(Self.list, "a"))
        try await host.run([balancer.url]) { service in
            try await eventually("it listens", within: AgentHost.patience) { balancer.watcherCount == 1 }
            let good = host.file([balancer.url])
            try host.workspace.write(good + "prot 1\n", to: "agent.conf")
            let before = try await host.status()
            await service.reload(from: host.workspace.path("agent.conf"))
            let after = try await host.status()
            let place = "\(host.workspace.path("agent.conf")):\(good.split(separator: "\n").count + 1):1"
            #expect(after.problems.count == 1)
            #expect(after.problems.first?.contains("\(place): error: unknown keyword 'prot'") == true)
            #expect(after.loadBalancers.map(\.state) == ["watching"] && after.list == before.list)
            await service.reload(from: host.workspace.path("nowhere"))
            #expect(try await host.status().problems.first?.contains("nowhere: No such file") == true)
            try host.workspace.write(good, to: "agent.conf")
            await service.reload(from: host.workspace.path("agent.conf"))
            #expect(try await host.status().problems.isEmpty)
            // The connection is the one from before.
            #expect(balancer.watcherCount == 1 && balancer.watchersEver == 1)
        }
        await balancer.stop()
    }

    @Test("load balancers come and go; the list and the connections of those that stay are kept")
    func loadBalancers() async throws {
        let host = try AgentHost()
        defer { host.workspace.remove() }
        let first = try await FakeLoadBalancer.start(.loopback(secure: false), .answer(Self.list, "a"))
        let second = try await FakeLoadBalancer.start(.loopback(secure: true), .answer(Self.list, "a"), token: "secret")
        try await host.run([first.url]) { service in
            func reload(_ urls: [String], _ more: String = "") async throws {
                try host.workspace.write(host.file(urls, more), to: "agent.conf")
                await service.reload(from: host.workspace.path("agent.conf"))
            }
            try await eventually("it listens", within: AgentHost.patience) { first.watcherCount == 1 }
            try await reload([second.url, first.url])
            try await eventually("both are heard", within: AgentHost.patience) { second.watcherCount == 1 }
            #expect(first.watchersEver == 1)
            try await reload([second.url])
            #expect(second.watchersEver == 1)
            #expect(try await host.status().loadBalancers.map(\.state) == ["watching"])
            // Nobody answers any more: the list is the one from before.
            await second.stop()
            try await reload([second.url], "cluster rack-9\n")
            let status = try await host.status()
            #expect(status.list?.servers == Self.list && status.cluster == "rack-9")
        }
        await first.stop()
    }

    @Test("another properties file is kept from then on, and the former one is left as it is")
    func propertiesFile() async throws {
        let host = try AgentHost()
        defer { host.workspace.remove() }
        let balancer = try await FakeLoadBalancer.start(.loopback(secure: false), .answer(Self.list, "a"))
        try await host.run([balancer.url]) { service in
            try await eventually("the list is there", within: AgentHost.patience) {
                host.properties.contains(Self.line)
            }
            try await eventually("it listens", within: AgentHost.patience) { balancer.watcherCount == 1 }
            try host.workspace.write("guid=y\n", to: "other.properties")
            let text = host.file([balancer.url]).replacing("agent.properties", with: "other.properties")
            try host.workspace.write(text, to: "agent.conf")
            await service.reload(from: host.workspace.path("agent.conf"))
            try await eventually("the list is there, too", within: AgentHost.patience) {
                (try? host.workspace.read("other.properties"))?.contains(Self.line) == true
            }
            #expect(host.properties.contains(Self.line))
            #expect(balancer.watchersEver == 1)
        }
        await balancer.stop()
    }

    @Test("where the state and the status socket are is settled at the start")
    func settledAtStart() throws {
        func configuration(_ more: String) -> AgentConfiguration {
            AgentConfigurationReader.read(
                SourceText(
                    name: "t", text: "load_balancer unix:/s\ngroup g\nagent_id 1\nzone z\n" + more)
            ).configuration
        }
        let old = configuration("state_dir /a\nstatus_socket /b\n")
        let reload = AgentReload(from: old, to: configuration("state_dir /c\nstatus_socket /d\nport 9\n"))
        #expect(reload.configuration == configuration("state_dir /a\nstatus_socket /b\nport 9\n"))
        #expect(reload.notice == "state_dir and status_socket of the new file wait for a restart")
        #expect(AgentReload(from: old, to: old).notice == nil)
    }
}
