import Deadlines
import Mail
import NodeConfiguration
import Testing

@Suite("What is told by scripts and mail")
struct TellingTests {
    private func service(_ lines: String, server: String = "", globals: String = "") -> String {
        """
        global_defs {
        \(globals)
        }
        virtual_server 192.0.2.1 80 {
        lvs_sched rr
        lvs_method NAT
        protocol TCP
        \(lines)
        real_server 10.0.0.1 80 {
        \(server)
        }
        real_server 10.0.0.2 80 {
        }
        }
        """
    }

    private static let mail = "notification_email {\nops@example.org\n}\nsmtp_server mail.example.org"

    @Test("scripts of real and virtual servers have users and arguments, and the first of two counts")
    func scripts() throws {
        let outcome = read(
            service(
                "quorum_up \"/bin/a 'b c'\" www :adm\nquorum_down /bin/d\nomega",
                server: "notify_up \"/bin/e f\"\nnotify_down /bin/g\nnotify_up /bin/h"))
        #expect(outcome.diagnostics.map(\.message).count == 1)
        let service = try #require(outcome.configuration.virtualServers.first)
        let up = try #require(service.scripts?.up)
        #expect(up.words == ["/bin/a", "b c"])
        #expect(up.user == "www")
        #expect(up.group == "adm" && up.hasSupplementaryGroups)
        #expect(service.scripts?.down?.words == ["/bin/d"])
        #expect(service.tellsAtStop)
        let server = try #require(service.realServers.first)
        #expect(server.scripts?.up?.words == ["/bin/e", "f"])
        #expect(server.scripts?.down?.words == ["/bin/g"])
        #expect(service.realServers.last?.scripts == nil)
    }

    @Test("a service whose scripts only moved in the file says the same; one with another script does not")
    func moved() throws {
        let first = try #require(configuration(service("quorum_up /bin/a")).virtualServers.first)
        let moved = try #require(configuration(service("\n\nquorum_up /bin/a")).virtualServers.first)
        let other = try #require(configuration(service("quorum_up /bin/b")).virtualServers.first)
        #expect(first.saysTheSame(as: moved))
        #expect(!first.saysTheSame(as: other))
    }

    @Test("what global_defs says about mail")
    func globals() throws {
        let text = """
            notification_email {
            ops@example.org "Night Shift <night@example.org>"
            ops@example.org
            }
            notification_email_from "LVS <lvs@example.org>"
            smtp_server 192.0.2.25 587
            smtp_connect_timeout 0
            smtp_helo_name lb.example.org
            smtp_alert
            smtp_alert_vrrp off
            no_email_faults
            no_checker_emails
            rs_init_notifies
            """
        let outcome = read("global_defs {\n\(text)\n}\n")
        #expect(
            outcome.diagnostics.map(\.message) == ["'smtp_connect_timeout' is at least 1, which is used"],
            "as keepalived says, too")
        let globals = outcome.configuration.globals
        let mail = globals.mail
        #expect(mail.recipients.map(\.description) == ["ops@example.org", "Night Shift <night@example.org>"])
        #expect(mail.recipients.map(\.mailbox) == ["ops@example.org", "night@example.org"])
        #expect(mail.sender?.mailbox == "lvs@example.org")
        #expect(mail.server == MailSettings.Server(host: "192.0.2.25", port: 587))
        #expect(mail.timeout == .seconds(1))
        #expect(mail.heloName == "lb.example.org")
        #expect(mail.alerts == true && mail.vrrpAlerts == false && mail.checkerAlerts == nil)
        #expect(mail.omitsFaults && mail.omitsChecks && globals.notifiesInitialServers)
        #expect(MailSettings().timeout == .seconds(30))
    }

    @Test(
        "a name beside its address in angle brackets is one entry, whatever stands before and after it",
        arguments: [
            ("\"Night Shift\" <n@example.org>", ["Night Shift <n@example.org>"]),
            ("Night Shift <n@example.org>", ["Night Shift <n@example.org>"]),
            ("a@example.org \"Ops\" <o@example.org> root", ["a@example.org", "Ops <o@example.org>", "root"]),
            ("a@example.org <o@example.org>", ["a@example.org", "<o@example.org>"]),
            ("root a@example.org", ["root", "a@example.org"]),
        ])
    func nameBeside(line: String, recipients: [String]) {
        let outcome = read("global_defs {\nnotification_email {\n\(line)\n}\n}\n")
        #expect(outcome.diagnostics.isEmpty)
        #expect(outcome.configuration.globals.mail.recipients.map(\.description) == recipients)
    }

    @Test(
        "an address that could say something else to a mail server is refused",
        arguments: ["a b@example.org", "<>", "x <a@b", "a@b> <c@d", "a@b,c@d", "ä@example.org", "x\u{7}@y"])
    func badAddress(text: String) {
        let outcome = read("global_defs {\nnotification_email {\n\"\(text)\"\n}\n}\n")
        #expect(outcome.diagnostics.map(\.message) == ["'notification_email' takes a mail address, not '\(text)'"])
    }

    @Test(
        "mail that is asked for and cannot be sent is said once, at the first place that asks",
        arguments: [
            ("smtp_alert", "", "", "'smtp_server' and 'notification_email'", 2),
            ("smtp_server 192.0.2.1", "smtp_alert", "", "'notification_email'", 8),
            ("smtp_server 192.0.2.1", "", "smtp_alert\nweight 1", "'notification_email'", 10),
        ])
    func missing(globals: String, lines: String, server: String, missing: String, line: Int) {
        let outcome = read(service(lines, server: server, globals: globals))
        #expect(outcome.diagnostics.map(\.message) == ["no mail is sent: global_defs has no \(missing)"])
        #expect(outcome.diagnostics.map(\.position.line) == [line])
        #expect(outcome.diagnostics.allSatisfy { $0.severity == .warning })
    }

    @Test("nobody is warned where nobody asks for mail, or where it can be sent")
    func quiet() {
        #expect(problems(service("smtp_alert off", server: "smtp_alert no")) == [])
        #expect(problems(service("smtp_alert", server: "smtp_alert", globals: Self.mail)) == [])
    }

    @Test("an instance and a sync group say whether they send mail")
    func instances() throws {
        let text = """
            global_defs {
            \(Self.mail)
            }
            vrrp_sync_group G {
            group {
            A
            B
            }
            smtp_alert
            }
            vrrp_instance A {
            interface eth0
            virtual_router_id 1
            smtp_alert off
            virtual_ipaddress {
            192.0.2.1
            }
            }
            vrrp_instance B {
            interface eth0
            virtual_router_id 2
            virtual_ipaddress {
            192.0.2.2
            }
            }
            """
        let configuration = configuration(text)
        #expect(configuration.syncGroups.map(\.sendsMail) == [true])
        #expect(configuration.vrrpInstances.map(\.sendsMail) == [false, nil])
    }
}
