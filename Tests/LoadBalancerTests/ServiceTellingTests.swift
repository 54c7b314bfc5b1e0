import Deadlines
import Glibc
import HealthChecker
import IPVSKit
import LoadBalancer
import NodeConfiguration
import Polling
import Scripts
import Synchronization
import Testing

@Suite("Scripts, FIFOs and mail are told of services")
struct ServiceTellingTests {
    private static let web = "TCP 192.0.2.1:80"

    private func text(_ globals: String = "", service: String = "", second: Bool = true, alpha: Bool = false) -> String
    {
        func server(_ number: Int) -> String {
            """
            real_server 10.0.0.\(number) 80 {
            notify_up "/bin/true up \(number)"
            notify_down "/bin/true down \(number)"
            \(alpha ? "alpha" : "")
            TCP_CHECK {
            }
            TCP_CHECK {
            connect_port 81
            }
            }
            """
        }
        return """
            global_defs {
            \(globals)
            }
            virtual_server 192.0.2.1 80 {
            lvs_sched rr
            lvs_method NAT
            protocol TCP
            quorum \(second ? 2 : 1)
            quorum_up "/bin/true quorum up"
            quorum_down "/bin/true quorum down"
            \(service)
            \(server(1))
            \(second ? server(2) : "")
            }
            """
    }

    private static let mail = "notification_email {\na@example.org\n}\nsmtp_server 192.0.2.25\nrouter_id lb1\n"

    private final class CollectedFacts: Sendable {
        private let facts = Mutex<[ServiceFact]>([])

        func append(_ more: [ServiceFact]) { facts.withLock { $0 += more } }

        func takeAll() -> [ServiceFact] {
            facts.withLock { facts in
                defer { facts = [] }
                return facts
            }
        }
    }

    /// One node's services and those who are told of them.
    private struct Stage {
        let scripts = PretendedScripts()
        let client = PretendedMailServer()
        let desk: NotifyDesk
        let alerts: AlertDesk
        let pools: ServicePools
        let facts = CollectedFacts()

        init(patience: Nanoseconds = .seconds(60)) async throws {
            let events = EventJournal.silent
            let problems = ProblemBoard(events: events)
            alerts = AlertDesk(client: client, events: events, problems: problems)
            desk = NotifyDesk(
                runner: scripts, events: events, problems: problems, mail: alerts, patience: patience)
            let kernel = FakeKernelTable()
            // There is no such folder: nothing is left to a successor.
            pools = ServicePools(
                logger: RecordedLog().logger, problems: problems, events: events,
                runtimeDirectory: "/tmp/swiftlvsd-\(getpid())-nowhere"
            ) {
                try TableWriter(executor: try ThreadExecutor(name: "test")) { () throws(IPVSError) in
                    _ = try kernel.table()
                    return kernel
                }
            }
            await pools.tellFacts { [facts] in facts.append($0) }
        }

        func configure(_ text: String) async throws {
            let configuration = try Configuration(text: text)
            let plan = NotifyPlan(configuration)
            try await pools.configure(
                configuration.virtualServers, tellingStarts: configuration.globals.notifiesInitialServers)
            await desk.configure(plan, book: ScriptBook(plan.commands, policy: .init(configuration.globals)))
            await alerts.configure(plan.alerts)
            await pools.prune()
            await desk.take(facts.takeAll())
        }

        func record(_ verdict: Verdict, server: Int, port: Int = 80) async {
            let key = CheckKey(
                service: ServiceTellingTests.web, realServer: "10.0.0.\(server):80", ordinal: port == 80 ? 0 : 1)
            await pools.record([
                CheckNotice(key: key, verdict: verdict, reason: "as told", at: Instant(nanoseconds: 0))
            ])
        }

        /// Hands on what was told, and returns the scripts that have run since.
        func scriptsRun(_ count: Int) async throws -> [String] {
            await desk.take(facts.takeAll())
            for _ in 0..<1_000 where scripts.runs.count < count { try await Task.sleep(for: .milliseconds(2)) }
            return scripts.runs.map { $0.split(separator: "/").last.map(String.init) ?? $0 }
        }
    }

    @Test("a server's and the quorum's scripts are run as they come and go, without arguments of ours")
    func scripts() async throws {
        let stage = try await Stage()
        try await stage.configure(text())
        await stage.record(.down, server: 1)
        await stage.record(.down, server: 1, port: 81)
        await stage.record(.up, server: 1)
        await stage.record(.up, server: 1, port: 81)
        let runs = try await stage.scriptsRun(5)
        #expect(runs.filter { !$0.contains("quorum") } == ["true down 1", "true up 1"])
        #expect(runs.filter { $0.contains("quorum") } == ["true quorum up", "true quorum down", "true quorum up"])
    }

    @Test("3.38: a reload tells the end of servers and services that are gone, by the scripts that they had")
    func removal() async throws {
        let stage = try await Stage()
        try await stage.configure(text())
        try await stage.configure(text(second: false))
        try await stage.configure("")
        let runs = try await stage.scriptsRun(4)
        #expect(runs.filter { !$0.contains("quorum") } == ["true down 2", "true down 1"])
        #expect(runs.filter { $0.contains("quorum") } == ["true quorum up", "true quorum down"])
    }

    @Test("a reload that is undone tells the end of what only it had, and nothing of what stays")
    func undone() async throws {
        let stage = try await Stage()
        try await stage.configure(text(second: false))
        try await stage.pools.configure(Configuration(text: text()).virtualServers)
        await stage.pools.rollBack()
        let runs = try await stage.scriptsRun(1)
        #expect(!runs.contains("true down 1"))
        #expect(runs.last { $0.contains("quorum") } == "true quorum up")
    }

    @Test("rs_init_notifies: servers are told when they start, and with alpha when their first check fails")
    func starts() async throws {
        for isTold in [false, true] {
            let stage = try await Stage()
            try await stage.configure(text(isTold ? "rs_init_notifies" : "", second: false))
            #expect(try await stage.scriptsRun(isTold ? 2 : 1).contains("true up 1") == isTold)
            let pessimist = try await Stage()
            try await pessimist.configure(text(isTold ? "rs_init_notifies" : "", second: false, alpha: true))
            await pessimist.record(.up, server: 1, port: 81)
            await pessimist.record(.down, server: 1)
            #expect(try await pessimist.scriptsRun(isTold ? 1 : 0) == (isTold ? ["true down 1"] : []))
        }
    }

    @Test("3.16: at a stop the end is told with omega, and not without")
    func omega() async throws {
        for isTold in [false, true] {
            let stage = try await Stage()
            try await stage.configure(text(service: isTold ? "omega" : ""))
            await stage.record(.down, server: 2)
            await stage.pools.tellEnd()
            let runs = try await stage.scriptsRun(isTold ? 4 : 3)
            #expect(runs.contains("true down 1") == isTold)
            #expect(runs.count { $0 == "true quorum down" } == 1)
            #expect(runs.count { $0 == "true down 2" } == 1)
        }
    }

    @Test("the scripts of one server run in order; of all servers together so many at once")
    func lanes() async throws {
        let events = EventJournal.silent
        let scripts = PretendedScripts()
        let lanes = ScriptLanes(
            runner: scripts, events: events, problems: ProblemBoard(events: events), patience: .seconds(60))
        let service = ServiceName.single(try #require(ServiceKey(pathText: "tcp/192.0.2.1:80")))
        scripts.hold("/bin/x")
        for port in 1...200 {
            let server = RealServerKey("10.0.0.1:\(port)")
            for word in ["DOWN", "UP"] {
                let script = ScriptCommand(program: "/bin/x", arguments: ["\(port)", word])
                await lanes.append(
                    Errand(ScriptLane(try #require(server), of: service), word, scripts: [script]))
            }
        }
        try await Task.sleep(for: .milliseconds(100))
        #expect(scripts.mostActive == ScriptLanes.mostOfMany)
        scripts.letGo("/bin/x")
        await lanes.finish()
        #expect(scripts.runs.count == 400)
        for port in 1...200 {
            #expect(
                scripts.runs.filter { $0.hasPrefix("/bin/x \(port) ") } == ["/bin/x \(port) DOWN", "/bin/x \(port) UP"])
        }
    }

    @Test("mail of checks, servers and services, with keepalived's subjects")
    func subjects() async throws {
        let stage = try await Stage()
        try await stage.configure(text(Self.mail, service: "smtp_alert"))
        await stage.record(.down, server: 1)
        await stage.record(.down, server: 1, port: 81)
        await stage.record(.up, server: 1)
        await stage.record(.up, server: 1, port: 81)
        _ = try await stage.scriptsRun(5)
        let service = "[192.0.2.1]:tcp:80"
        let server = "[lb1] Realserver [10.0.0.1]:tcp:80 of virtual server \(service)"
        #expect(
            try await stage.client.subjects(7) == [
                "[lb1] Virtualserver \(service) - UP", "\(server) - DOWN", "[lb1] Virtualserver \(service) - DOWN",
                "\(server) - DOWN", "\(server) - DOWN", "\(server) - UP", "[lb1] Virtualserver \(service) - UP",
            ])
    }

    @Test("no_checker_emails: mail of servers, none of their checks")
    func withoutChecks() async throws {
        let stage = try await Stage()
        try await stage.configure(text(Self.mail + "no_checker_emails"))
        await stage.record(.down, server: 1)
        await stage.record(.down, server: 1, port: 81)
        await stage.record(.up, server: 1)
        await stage.record(.up, server: 1, port: 81)
        _ = try await stage.scriptsRun(5)
        let server = "[lb1] Realserver [10.0.0.1]:tcp:80 of virtual server [192.0.2.1]:tcp:80"
        #expect(try await stage.client.subjects(2) == ["\(server) - DOWN", "\(server) - UP"])
    }
}
