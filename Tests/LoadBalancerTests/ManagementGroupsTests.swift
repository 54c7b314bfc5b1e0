import ControlMessages
import Deadlines
import HealthChecker
import LoadBalancer
import ManagementServers
import NodeConfiguration
import Testing

@Suite("Management-server groups of a node")
struct ManagementGroupsTests {
    private let text = """
        management_server_group cloud {
            algorithm roundrobin
            agent_heartbeat 0
            server 10.1.1.1 {
                TCP_CHECK {
                    connect_timeout 3
                }
            }
            server 10.1.1.2
        }
        """

    private func health(_ groups: ManagementGroups) async -> [ManagementServerHealth] {
        await groups.group(named: "cloud")?.standings.map(\.health) ?? []
    }

    private func notice(_ verdict: Verdict) -> CheckNotice {
        CheckNotice(
            key: CheckKey(service: "management_server_group cloud", realServer: "10.1.1.1:8250", ordinal: 0),
            verdict: verdict, reason: "connection refused", at: .zero)
    }

    @Test("a server's checks decide its health, and one that is down is to be avoided")
    func checks() async throws {
        let groups = ManagementGroups(events: .silent, problems: ProblemBoard(events: .silent))
        await groups.configure(try read(text).managementServerGroups)
        #expect(await health(groups) == [.unknown, .none])
        await groups.record([notice(.down)])
        #expect(await health(groups) == [.down, .none])
        let id = try #require(AgentID("1"))
        #expect(await groups.group(named: "cloud")?.list(for: id).avoid == ["10.1.1.1"])
        await groups.record([notice(.up)])
        #expect(await health(groups) == [.up, .none])
    }

    @Test("no more than max_fast_removals servers of a group leave at once within a second")
    func fastRemovals() async throws {
        let servers = (1...3).map { number in
            "server 10.1.1.\(number) {\nTCP_CHECK {\nKEEP_OPEN {\nmax_fast_removals 2\n}\n}\n}"
        }
        let text = "management_server_group cloud {\nalgorithm roundrobin\n\(servers.joined(separator: "\n"))\n}"
        let groups = ManagementGroups(events: .silent, problems: ProblemBoard(events: .silent))
        await groups.configure(try read(text).managementServerGroups)
        let notices = (1...3).map { number in
            CheckNotice(
                key: CheckKey(
                    service: "management_server_group cloud", realServer: "10.1.1.\(number):8250", ordinal: 0),
                verdict: .down, reason: "connection refused", at: .zero, isFast: true)
        }
        #expect(await groups.record(notices) == [notices[2]])
        #expect(await health(groups) == [.down, .down, .unknown])
        // One that is out already is no loss.
        #expect(await groups.record([notices[0]]) == [])
        #expect(await groups.record([notices[2].granted]) == [])
        #expect(await health(groups) == [.down, .down, .down])
    }

    @Test("a verdict of another check that stood at the same place before a reload is not taken")
    func otherCheck() async throws {
        let groups = ManagementGroups(events: .silent, problems: ProblemBoard(events: .silent))
        let configuration = try read(text)
        await groups.configure(configuration.managementServerGroups)
        let check = try #require(CheckSpecification.allOfGroups(in: configuration).first)
        func notice(_ question: Int) -> CheckNotice {
            CheckNotice(key: check.key, verdict: .down, reason: "refused", question: question, at: .zero)
        }
        await groups.record([notice(check.question &+ 1)])
        #expect(await health(groups) == [.unknown, .none])
        await groups.record([notice(check.question)])
        #expect(await health(groups) == [.down, .none])
    }

    @Test("a reload keeps agents, and what is known of servers whose checks ask the same")
    func reload() async throws {
        let groups = ManagementGroups(events: .silent, problems: ProblemBoard(events: .silent))
        await groups.configure(try read(text).managementServerGroups)
        await groups.record([notice(.down)])
        let id = try #require(AgentID("7"))
        #expect(try await groups.register(AgentReport(id: id, zone: "z1"), with: "cloud")?.isKnown == true)
        #expect(try await groups.register(AgentReport(id: id), with: "nowhere") == nil)
        await groups.configure(try read(text.replacing("roundrobin", with: "static")).managementServerGroups)
        #expect(await health(groups) == [.down, .none])
        #expect(await groups.agentCount == 1)
        await groups.configure(
            try read(text.replacing("TCP_CHECK {", with: "TCP_CHECK {\nconnect_port 1")).managementServerGroups)
        #expect(await health(groups) == [.unknown, .none])
        await groups.configure([])
        #expect(await groups.all.isEmpty)
    }

    @Test("what checks, agents and reloads change is told")
    func events() async throws {
        let journal = EventJournal.silent
        let reader = try #require(journal.reader(for: EventQuery()) {})
        func told() -> [String] {
            reader.take().events.map { numbered in
                let event = numbered.event
                return "\(event.kind.rawValue) \(event.name): \(event.from ?? "-") to \(event.to ?? "-")"
            }
        }
        let groups = ManagementGroups(events: journal, problems: ProblemBoard(events: .silent))
        await groups.configure(try read(text).managementServerGroups)
        #expect(told() == [])
        await groups.record([notice(.down), notice(.down), notice(.up)])
        #expect(
            told() == ["group 10.1.1.1:8250 of cloud: unknown to down", "group 10.1.1.1:8250 of cloud: down to up"])
        let id = try #require(AgentID("7"))
        for _ in 0..<3 { _ = try await groups.register(AgentReport(id: id, zone: "z1"), with: "cloud") }
        #expect(told() == ["agent 7 of cloud: - to 10.1.1.1 10.1.1.2"])
        // An agent of a smaller id takes the first place.
        let smaller = try #require(AgentID("3"))
        _ = try await groups.register(AgentReport(id: smaller, zone: "z1"), with: "cloud")
        let held = HeldList(hostLine: "10.1.1.1,10.1.1.2@roundrobin")
        _ = try await groups.register(AgentReport(id: id, zone: "z1", held: held), with: "cloud")
        #expect(
            told() == [
                "agent 3 of cloud: - to 10.1.1.1 10.1.1.2", "agent 7 of cloud: 10.1.1.1 10.1.1.2 to 10.1.1.2 10.1.1.1",
            ])
        await groups.configure(try read(text.replacing("roundrobin", with: "static")).managementServerGroups)
        #expect(told() == ["group cloud: roundrobin to static", "agent 7 of cloud: - to 10.1.1.1 10.1.1.2"])
        await groups.configure([])
        #expect(told() == ["group cloud: static to -"])
    }
}
