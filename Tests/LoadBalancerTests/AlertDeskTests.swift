import ControlMessages
import Deadlines
import LoadBalancer
import Mail
import NodeConfiguration
import Testing

@Suite("Alerts are sent")
struct AlertDeskTests {
    private static let globals = """
        router_id lb1
        notification_email {
        a@example.org
        b@example.org
        }
        smtp_server 192.0.2.25
        """

    private func plan(_ globals: String = Self.globals, _ more: String = "") throws -> AlertPlan {
        AlertPlan(try Configuration(text: "global_defs {\n\(globals)\n}\n\(more)"))
    }

    private func instances(_ own: String) -> String {
        """
        vrrp_instance A {
        interface eth0
        virtual_router_id 1
        virtual_ipaddress {
        192.0.2.1
        }
        \(own)
        }
        """
    }

    @Test("3.11: own, then smtp_alert_vrrp, then smtp_alert, then off, for instances")
    func precedence() throws {
        func isSent(_ globals: String, _ own: String = "") throws -> Bool {
            try plan(Self.globals + "\n" + globals, instances(own)).alert(NotifyMessage(.instance, "A", .master)) != nil
        }
        #expect(try !isSent(""))
        #expect(try isSent("smtp_alert"))
        #expect(try !isSent("smtp_alert\nsmtp_alert_vrrp off"))
        #expect(try isSent("smtp_alert off\nsmtp_alert_vrrp"))
        #expect(try !isSent("smtp_alert_checker"))
        #expect(try isSent("smtp_alert_vrrp off", "smtp_alert"))
        #expect(try !isSent("smtp_alert", "smtp_alert off"))
    }

    @Test(
        "3.11: real servers have mail unless somebody says that they have none; virtual servers have none by themselves"
    )
    func precedenceOfServices() throws {
        func isSent(_ globals: String, service: String = "", server: String = "") throws -> (
            service: Bool, server: Bool
        ) {
            let configuration = try Configuration(
                text: """
                    global_defs {
                    \(Self.globals)
                    \(globals)
                    }
                    virtual_server 192.0.2.1 80 {
                    lvs_sched rr
                    lvs_method NAT
                    protocol TCP
                    \(service)
                    real_server 10.0.0.1 80 {
                    \(server)
                    }
                    }
                    """)
            let plan = AlertPlan(configuration)
            let pool = ServicePool(try #require(configuration.virtualServers.first))
            let real = try #require(pool.settings.realServers.first)
            let standing = ServerStanding(real, of: pool, isUp: false, .change, reason: "")
            return (plan.alert(ServiceStanding(pool)) != nil, plan.alert(standing) != nil)
        }
        #expect(try isSent("") == (false, true))
        #expect(try isSent("smtp_alert off") == (false, false))
        #expect(try isSent("smtp_alert") == (true, true))
        #expect(try isSent("smtp_alert\nsmtp_alert_checker off") == (false, false))
        #expect(try isSent("smtp_alert_checker") == (true, true))
        #expect(try isSent("smtp_alert_vrrp off") == (false, true))
        #expect(try isSent("smtp_alert off", service: "smtp_alert", server: "smtp_alert") == (true, true))
        #expect(try isSent("", service: "smtp_alert", server: "smtp_alert off") == (true, false))
    }

    @Test("states of instances and groups have keepalived's subjects; STOP has none, FAULT none with no_email_faults")
    func subjects() throws {
        let plan = try plan(Self.globals + "\nsmtp_alert")
        #expect(
            plan.alert(NotifyMessage(.instance, "A", .master))?.subject == "VRRP Instance A - Entering MASTER state")
        #expect(plan.alert(NotifyMessage(.group, "G", .backup))?.subject == "VRRP Group G - Entering BACKUP state")
        #expect(plan.alert(NotifyMessage(.instance, "A", .fault))?.subject == "VRRP Instance A - Entering FAULT state")
        for word in [NotifyMessage.Word.stop, .deleted, .masterPriority, .backupPriority, .masterReceivesLowerPriority]
        {
            #expect(plan.alert(NotifyMessage(.instance, "A", word)) == nil)
        }
        let quiet = try self.plan(Self.globals + "\nsmtp_alert\nno_email_faults")
        #expect(quiet.alert(NotifyMessage(.instance, "A", .fault)) == nil)
        #expect(quiet.alert(NotifyMessage(.instance, "A", .master)) != nil)
    }

    @Test("without a mail server or without recipients nothing is sent")
    func nowhere() throws {
        for globals in ["smtp_server 192.0.2.25", "notification_email {\na@example.org\n}"] {
            #expect(try plan(globals + "\nsmtp_alert").alert(NotifyMessage(.instance, "A", .master)) == nil)
        }
    }

    private func desk(_ client: PretendedMailServer) async throws -> (desk: AlertDesk, problems: ProblemBoard) {
        let events = EventJournal.silent
        let problems = ProblemBoard(events: events)
        let desk = AlertDesk(client: client, events: events, problems: problems, farewell: .seconds(30))
        await desk.configure(try plan())
        return (desk, problems)
    }

    /// A desk whose server refused the first mail, which waits; what it tells is logged.
    private func waitingDesk(
        _ log: RecordedLog, mail subject: String
    ) async throws -> (desk: AlertDesk, client: PretendedMailServer) {
        let client = PretendedMailServer()
        client.answer([.failed("no connection")])
        let events = EventJournal(logger: log.logger)
        let problems = ProblemBoard(events: events)
        let desk = AlertDesk(client: client, events: events, problems: problems)
        await desk.configure(try plan())
        await desk.send(Alert(subject: subject, body: ""))
        for _ in 0..<500 where problems.current.isEmpty { try await Task.sleep(for: .milliseconds(2)) }
        return (desk, client)
    }

    @Test("mail is sent in order, on one connection at a time, with the router's name before the subject")
    func order() async throws {
        let client = PretendedMailServer()
        let (desk, _) = try await desk(client)
        for number in 0..<50 { await desk.send(Alert(subject: "\(number)", body: "")) }
        #expect(try await client.subjects(50) == (0..<50).map { "[lb1] \($0)" })
        #expect(client.mostActive == 1)
        #expect(client.messages.allSatisfy { $0.recipients.map(\.mailbox) == ["a@example.org", "b@example.org"] })
        #expect(Set(client.messages.map(\.identifier)).count == 50)
    }

    @Test("a mail server that is not there is one problem, not one for each mail, and it is settled when it is back")
    func trouble() async throws {
        let client = PretendedMailServer()
        client.answer([.failed("no connection")])
        let (desk, problems) = try await desk(client)
        for number in 0..<10 { await desk.send(Alert(subject: "\(number)", body: "")) }
        for _ in 0..<500 where problems.current.isEmpty { try await Task.sleep(for: .milliseconds(2)) }
        #expect(problems.current.map(\.code) == ["mail_failed"])
        #expect(problems.current.first?.message == "smtp_server 192.0.2.25 25: no connection")
        // Another server begins at once.
        await desk.configure(try plan(Self.globals + "5"))
        #expect(try await client.subjects(11).count == 11)
        #expect(problems.current.isEmpty)
        await desk.stop()
    }

    @Test("a recipient that is refused is a problem of its own until its mail is taken")
    func refused() async throws {
        let client = PretendedMailServer()
        let recipient = try #require(MailAddress("b@example.org"))
        client.answer([.delivered(refusals: [.init(recipient: recipient, reply: "550 no", mayPass: false)])])
        let (desk, problems) = try await desk(client)
        await desk.send(Alert(subject: "1", body: ""))
        for _ in 0..<500 where problems.current.isEmpty { try await Task.sleep(for: .milliseconds(2)) }
        #expect(problems.current.map(\.code) == ["mail_refused"])
        #expect(problems.current.map(\.location) == ["b@example.org"])
        await desk.send(Alert(subject: "2", body: ""))
        for _ in 0..<500 where !problems.current.isEmpty { try await Task.sleep(for: .milliseconds(2)) }
        #expect(problems.current.isEmpty)
    }

    @Test("a recipient that a reload takes out of the file is no problem any more")
    func recipientGone() async throws {
        let client = PretendedMailServer()
        let recipient = try #require(MailAddress("b@example.org"))
        client.answer([.delivered(refusals: [.init(recipient: recipient, reply: "550 no", mayPass: false)])])
        let (desk, problems) = try await desk(client)
        await desk.send(Alert(subject: "1", body: ""))
        for _ in 0..<500 where problems.current.isEmpty { try await Task.sleep(for: .milliseconds(2)) }
        #expect(problems.current.map(\.location) == ["b@example.org"])
        await desk.configure(try plan())
        #expect(problems.current.count == 1)
        await desk.configure(try plan("notification_email {\na@example.org\n}\nsmtp_server 192.0.2.25"))
        #expect(problems.current.isEmpty)
    }

    @Test("mail that waits is sent when the mail server is back in the file, without another alert")
    func serverBack() async throws {
        let client = PretendedMailServer()
        client.answer([.failed("no connection")])
        let (desk, problems) = try await desk(client)
        await desk.send(Alert(subject: "1", body: ""))
        for _ in 0..<500 where problems.current.isEmpty { try await Task.sleep(for: .milliseconds(2)) }
        await desk.configure(try plan("notification_email {\na@example.org\n}"))
        for _ in 0..<50 { await Task.yield() }
        #expect(client.messages.count == 1)
        await desk.configure(try plan())
        #expect(try await client.subjects(2) == ["[lb1] 1", "[lb1] 1"])
        #expect(problems.current.isEmpty)
        await desk.stop()
    }

    @Test("mail that has no server when the daemon stops is told as not sent")
    func notSent() async throws {
        let log = RecordedLog()
        let (desk, _) = try await waitingDesk(log, mail: "1")
        await desk.configure(try plan("notification_email {\na@example.org\n}"))
        for _ in 0..<50 { await Task.yield() }
        await desk.stop()
        #expect(log.lines.count { $0.contains("1 mails are not sent") } == 1)
    }

    @Test("that more mail waits than may is said once when it begins, and once with its count")
    func crowd() async throws {
        let log = RecordedLog()
        let (desk, client) = try await waitingDesk(log, mail: "0")
        for number in 1..<MailQueue.capacity + 50 { await desk.send(Alert(subject: "\(number)", body: "")) }
        #expect(log.lines.count { $0.contains("mail is lost") } == 1)
        await desk.configure(try plan(Self.globals + "5"))
        _ = try await client.subjects(MailQueue.capacity + 1)
        await desk.stop()
        let losses = log.lines.filter { $0.contains("mail is lost") }
        #expect(losses.count == 2)
        #expect(losses.last?.contains("50 were left out") == true)
    }

    @Test("a stop waits a moment for mail, and not for a server that is not there")
    func stop() async throws {
        let client = PretendedMailServer()
        let (desk, _) = try await desk(client)
        for number in 0..<20 { await desk.send(Alert(subject: "\(number)", body: "")) }
        await desk.stop()
        #expect(client.messages.count == 20)
        client.answer([.failed("no")])
        let start = ContinuousClock.now
        let (other, _) = try await self.desk(client)
        await other.send(Alert(subject: "x", body: ""))
        await other.send(Alert(subject: "y", body: ""))
        await other.stop()
        #expect(client.messages.count == 21)
        #expect(ContinuousClock.now - start < .seconds(20))
    }
}
