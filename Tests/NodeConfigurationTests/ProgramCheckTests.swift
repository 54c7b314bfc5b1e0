import Addresses
import Deadlines
import NodeConfiguration
import Synchronization
import Testing

@Suite("Checks that run a program or follow a file")
struct ProgramCheckTests {
    private func text(_ checks: String, service lines: String = "", above: String = "") -> String {
        above + service(lines, servers: "real_server 10.0.0.1 80 {\n\(checks)\n}")
    }

    private func check(_ checks: String, service lines: String = "", above: String = "") throws -> Check {
        let servers = configuration(text(checks, service: lines, above: above)).virtualServers.first?.realServers
        return try #require(servers?.first?.checks.first)
    }

    @Test("a script has the service's delay_loop for its time, no retries, and its words by the rules of scripts")
    func script() throws {
        let check = try check(
            "MISC_CHECK {\nmisc_path \"/bin/probe 'a b' c\\ d\"\ndelay_loop 2\n}", service: "delay_loop 7")
        guard case .script(let script) = check.kind else { throw Missing() }
        #expect(script.command.words == ["/bin/probe", "a b", "c d"])
        #expect(!script.isDynamic)
        #expect(check.connectTimeout == .seconds(7))
        #expect(check.delayLoop == .seconds(2))
        #expect(check.retry == 0)
        #expect(check.delayBeforeRetry == .seconds(1))
    }

    @Test("misc_timeout, misc_dynamic and the user are read, and misc_timeout 0 is none")
    func scriptKeywords() throws {
        let full = try check(
            "MISC_CHECK {\nmisc_path /bin/probe\nmisc_timeout 3\nmisc_dynamic\nuser probe :adm\nretry 4\n}")
        guard case .script(let script) = full.kind else { throw Missing() }
        #expect(full.connectTimeout == .seconds(3))
        #expect(full.retry == 4)
        #expect(script.isDynamic)
        #expect((script.command.user, script.command.group) == ("probe", "adm"))
        #expect(script.command.hasSupplementaryGroups)
        let none = try check("MISC_CHECK {\nmisc_path /bin/probe\nmisc_timeout 0\n}", service: "delay_loop 8")
        #expect(none.connectTimeout == .seconds(8))
    }

    @Test("what a check of this kind cannot do is said at its place")
    func mistakes() {
        #expect(problems(text("MISC_CHECK {\n}")) == ["test.conf:7:1: error: 'MISC_CHECK' needs a 'misc_path'"])
        #expect(
            problems(text("MISC_CHECK {\nmisc_path /bin/true\nconnect_timeout 3\n}")).contains {
                $0.contains("'connect_timeout' has no place in 'MISC_CHECK'")
            })
        #expect(problems(text("FILE_CHECK {\n}")) == ["test.conf:7:1: error: 'FILE_CHECK' needs a 'track_file'"])
        #expect(
            problems(text("FILE_CHECK {\ntrack_file dran\n}", above: "track_file drain {\nfile /run/d\n}\n")).contains {
                $0.contains("there is no track_file 'dran' above this check")
            })
    }

    @Test("a file check has the weight of its file unless it has its own, and keeps the file from being left out")
    func file() throws {
        let above = "track_file drain {\nfile /run/d\nweight -3 reverse\n}\n"
        let inherited = try check("FILE_CHECK {\ntrack_file drain\n}", above: above)
        #expect(
            inherited.kind == .file(FileCheckSettings(name: "drain", weight: Weight(-3, isReversed: true))))
        let own = try check("FILE_CHECK {\ntrack_file drain\nweight 0 noreverse\n}", above: above)
        #expect(own.kind == .file(FileCheckSettings(name: "drain", weight: Weight(0))))
        let whole = configuration(text("FILE_CHECK {\ntrack_file drain\n}", above: above))
        #expect(whole.trackFiles.map(\.name) == ["drain"])
    }

    @Test(
        "a script that cannot be run is an error at its line, each kind asked about once, when all definitions are known"
    )
    func judged() {
        let asked = Mutex<[String]>([])
        let judgement = OutsideJudgement(ofScript: { command, globals in
            asked.withLock { $0.append("\(command.words[0]) \(globals.enablesScriptSecurity)") }
            return switch command.words[0] {
            case "/gone": .refused("/gone is not there")
            case "/open": .insecure("everybody may write to /open")
            default: nil
            }
        })
        let checks = ["/gone", "/open", "/good", "/gone"].map { "MISC_CHECK {\nmisc_path \($0)\n}" }
        let source = SourceText(
            name: "test.conf",
            text: text(checks.joined(separator: "\n")) + "global_defs {\nenable_script_security\n}\n")
        var none = NoIncludedFiles()
        let outcome = ConfigurationReader.read(
            source, in: ReadingEnvironment(judgement: judgement), including: &none)
        #expect(asked.withLock { $0 } == ["/gone true", "/open true", "/good true"])
        #expect(outcome.diagnostics.map(\.position.line) == [8, 11, 17])
        #expect(outcome.diagnostics.map(\.severity) == [.error, .warning, .error])
        #expect(
            outcome.diagnostics.first?.message
                == "this check cannot run '/gone': /gone is not there; keepalived would drop the check and leave the"
                + " server in service for ever")
    }

    @Test("a script that moves in the file stays the same check")
    func moved() throws {
        let checks = "MISC_CHECK {\nmisc_path /bin/probe\n}"
        let here = try #require(configuration(text(checks)).virtualServers.first)
        let there = try #require(configuration(text(checks, above: "\n\n\n")).virtualServers.first)
        #expect(here.saysTheSame(as: there))
    }

    @Test("a check without a port to go to is an error, but not one that goes to none")
    func portless() {
        func problems(_ check: String) -> [String] {
            NodeConfigurationTests.problems(
                "virtual_server fwmark 3 {\nlvs_sched rr\nlvs_method NAT\nreal_server 10.0.0.1 {\n\(check)\n}\n}\n")
        }
        for check in ["TCP_CHECK", "DNS_CHECK", "SMTP_CHECK", "UDP_CHECK", "HTTP_GET"] {
            let inner = check == "HTTP_GET" ? "url {\npath /\n}\n" : ""
            #expect(
                problems("\(check) {\n\(inner)}").contains {
                    $0.hasPrefix("test.conf:5:1: error: this check has no port") && $0.contains("port 0")
                }, "\(check)")
            #expect(problems("\(check) {\n\(inner)connect_port 8080\n}") == [], "\(check)")
        }
        #expect(problems("PING_CHECK {\n}") == [])
        #expect(problems("MISC_CHECK {\nmisc_path /bin/true\n}") == [])
    }

    private struct Missing: Error {}
}

@Suite("Where checks leave from, and what is logged of them")
struct CheckOriginKeywordTests {
    private func check(_ lines: String, to address: String = "10.0.0.1") throws -> Check {
        let text = service(
            "", header: address.contains(":") ? "2001:db8::1 80" : "192.0.2.1 80",
            servers: "real_server \(address) 80 {\nTCP_CHECK {\n\(lines)\n}\n}")
        return try #require(configuration(text).virtualServers.first?.realServers.first?.checks.first)
    }

    @Test("port, interface and mark")
    func origin() throws {
        #expect(try check("").origin == ConnectionOrigin())
        let all = try check("bind_port 4000\nbind_if eth0\nfwmark 4294967295")
        #expect(all.origin == ConnectionOrigin(port: 4000, interface: InterfaceName("eth0"), mark: 4_294_967_295))
    }

    @Test("a link-local target needs the link that it is on")
    func linkLocal() throws {
        let text = service(
            "", header: "2001:db8::1 80",
            servers: "real_server fe80::1 80 {\nTCP_CHECK {\n}\nMISC_CHECK {\nmisc_path /a\n}\n}")
        #expect(
            problems(text) == [
                "test.conf:7:1: error: fe80::1 is link-local, and no host but one on the same link has it: set 'bind_if'"
            ])
        #expect(try check("bind_if eth0", to: "fe80::1").origin.interface == InterfaceName("eth0"))
    }

    @Test("log_all_failures is the check's own word, else that of all")
    func logging() throws {
        #expect(try check("").logsAllFailures == nil)
        #expect(try check("log_all_failures").logsAllFailures == true)
        #expect(try check("log_all_failures off").logsAllFailures == false)
        #expect(configuration("global_defs {\nchecker_log_all_failures\n}\n").globals.logsAllFailures)
        #expect(!configuration("").globals.logsAllFailures)
    }
}
