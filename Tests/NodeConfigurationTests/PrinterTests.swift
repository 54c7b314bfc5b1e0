import Deadlines
import NodeConfiguration
import Testing

@Suite("The effective configuration as text")
struct PrinterTests {
    private static func printed(_ configuration: Configuration, withSecrets: Bool = true) -> String {
        ConfigurationText.text(of: configuration.statements(withSecrets: withSecrets))
    }

    /// Its outline, but for how many uses of a group stand before one: those that are left out are not printed.
    private static func lines(of configuration: Configuration) -> [String] {
        outline(configuration).split(separator: "\n").map { String($0).replacing(/ordinal: \d+/, with: "ordinal") }
    }

    /// What is printed of a configuration says the same, and is printed the same again.
    private static func checkReturn(
        of configuration: Configuration, _ name: String, sourceLocation: SourceLocation = #_sourceLocation
    ) -> [String] {
        let text = printed(configuration)
        let outcome = read(text)
        let errors = outcome.diagnostics.filter { $0.severity == .error }.map { $0.render() }
        #expect(errors == [], "\(name)", sourceLocation: sourceLocation)
        let (before, after) = (lines(of: configuration), lines(of: outcome.configuration))
        if let place = zip(before, after).enumerated().first(where: { $0.element.0 != $0.element.1 })?.offset {
            Issue.record("\(name):\n\(before[place])\nis read as\n\(after[place])", sourceLocation: sourceLocation)
        }
        #expect(before.count == after.count, "\(name)", sourceLocation: sourceLocation)
        #expect(printed(outcome.configuration) == text, "\(name)", sourceLocation: sourceLocation)
        return outcome.diagnostics.map(\.description)
    }

    @Test("what is printed of a file is read without a word as the same configuration", arguments: Fixture.clean)
    func cleanFiles(name: String) throws {
        #expect(Self.checkReturn(of: configuration(try Fixture.text(name)), name) == [])
    }

    @Test("what is printed of a file with warnings is read as the same configuration")
    func filesWithWarnings() throws {
        for name in try Fixture.all() {
            let outcome = read(try Fixture.text(name))
            guard !outcome.hasErrors else { continue }
            _ = Self.checkReturn(of: outcome.configuration, name)
        }
    }

    @Test("what is printed of a file of the corpus is read as the same configuration")
    func corpus() throws {
        let readable = try Fixture.corpus().compactMap { name, text -> (String, Configuration)? in
            let outcome = read(text)
            return outcome.hasErrors ? nil : (name, outcome.configuration)
        }
        // Those that include others are not among them.
        #expect(readable.count > 45)
        for (name, configuration) in readable { _ = Self.checkReturn(of: configuration, name) }
    }

    @Test("what is printed of any configuration is read as the same one", arguments: 0..<8)
    func randomFiles(part: Int) throws {
        for seed in part * 40..<(part + 1) * 40 {
            var file = RandomFile(seed: UInt64(seed))
            let configuration = file.configuration()
            _ = Self.checkReturn(of: configuration, "seed \(seed)")
        }
    }

    /// Keywords whose meaning is printed in other words, or that files without warnings have only where they mean nothing.
    private static let printedOtherwise: [BlockName: String] = [
        .topLevel: "vrrp_track_file",
        .globalDefs: """
        include_check random_seed default_interface lvs_flush_onstop vrrp_rlimit_rtime vrrp_min_garp
        vrrp_strict vrrp_skip_check_adv_addr vrrp_lower_prio_no_advert vrrp_higher_prio_send_advert
        vrrp_owner_ignore_adverts vrrp_down_timer_adverts vrrp_check_unicast_src v3_checksum_as_v2
        """,
        .vrrpInstance: "preempt thread_timer_expired unicast_fault_no_peer lvs_sync_daemon_interface",
        .syncGroup: "global_tracking",
        .trackProcess: "delay",
        .garpGroup: "interface",
        .managementServerGroup: "host",
        .virtualServer: """
        lb_algo lb_kind retry delay_before_retry connect_timeout warmup weight virtualhost sh-fallback sh-port
        mh-fallback mh-port
        """,
        .realServer: "virtualhost alpha retry delay_before_retry connect_timeout delay_loop warmup",
        .httpCheck: "virtualhost nb_get_retry",
        .sslCheck: "virtualhost nb_get_retry",
    ]

    @Test("every keyword that a file sets is printed, or is said to be printed in other words")
    func everyKeywordIsPrinted() throws {
        var printed: Set<String> = []
        for name in Fixture.clean {
            let configuration = configuration(try Fixture.text(name))
            Self.collect(configuration.statements(withSecrets: true), in: "", into: &printed)
        }
        for keyword in KeywordCatalogue.all {
            let others =
                Self.printedOtherwise[keyword.block]?.split(whereSeparator: \.isWhitespace).map(String.init) ?? []
            let isPrinted = printed.contains("\(keyword.block.rawValue)/\(keyword.name)")
            #expect(isPrinted != others.contains(keyword.name), "\(keyword.name) \(keyword.block)")
        }
    }

    private static func collect(
        _ statements: [ConfigurationStatement], in block: String, into printed: inout Set<String>
    ) {
        for statement in statements {
            let keyword = (statement.words.first ?? nil) ?? ""
            printed.insert("\(block)/\(keyword)")
            collect(statement.block ?? [], in: keyword, into: &printed)
        }
    }

    @Test("secrets are shown to those alone who ask for them, and what is printed without them is refused")
    func secrets() {
        let text = """
            vrrp_instance A {
                interface eth0
                virtual_router_id 1
                authentication {
                    auth_type PASS
                    auth_pass "s3c ret"
                }
                virtual_ipaddress {
                    192.0.2.1
                }
            }

            vrrp_instance B {
                interface eth0
                virtual_router_id 2
                version 3
                auth_hmac {
                    key 7 "0123456789012345678901234567890#"
                    key 8 file:/etc/swiftlvsd/key
                    active_key 7
                }
                virtual_ipaddress {
                    192.0.2.2
                }
            }
            """
        let configuration = configuration(text)
        let shown = Self.printed(configuration)
        #expect(shown.contains("\n        auth_pass \"s3c ret\"\n"))
        #expect(shown.contains("key 7 hex:3031323334"))
        let masked = Self.printed(configuration, withSecrets: false)
        #expect(masked.contains("\n        auth_pass # not shown\n"))
        #expect(masked.contains("\n        key 7 # not shown\n"))
        #expect(masked.contains("\n        key 8 file:/etc/swiftlvsd/key\n"))
        #expect(!masked.contains("s3c") && !masked.contains("3031"))
        #expect(read(masked).hasErrors)
    }

    @Test(
        "words are put in quotes where they need them",
        arguments: [
            ("", #""""#), ("a", "a"), ("a b", #""a b""#), ("a#b", #""a#b""#), ("!", #""!""#), ("{}", #""{}""#),
            ("it's", #""it's""#), (#"a\b"#, #""a\b""#), ("@a", #""@a""#), ("~SEQ", #""~SEQ""#), ("$A", #""$A""#),
            ("included", #""included""#), ("ä", "ä"), ("::1", "::1"),
        ])
    func quotes(word: String, written: String) {
        let statement = ConfigurationStatement(words: [word])
        #expect(ConfigurationText.text(of: [statement]) == "\(written)\n")
    }

    @Test(
        "a command's words come back, whatever is in them",
        arguments: [
            ["/bin/true"], ["/bin/echo", "two words", ""], ["/bin/echo", "it's", #"a "quoted" \ word"#],
            ["/bin/sh", "-c", "a # b ! { } ${_PWD} $HOME\n\tc\u{1}2"], ["/bin/ä", "'"], ["a;b", "|", "x=y"],
        ])
    func commands(words: [String]) throws {
        let before = configuration(service("") + "global_defs {\nstartup_script /x\n}\n")
        #expect(before.globals.startupScript?.command.words == ["/x"])
        let text = ConfigurationText.text(of: [
            ConfigurationStatement(
                words: ["global_defs"],
                block: [ConfigurationStatement(words: ["startup_script", CommandText.text(of: words), "nobody"])])
        ])
        let command = configuration(text).globals.startupScript?.command
        #expect(command?.words == words)
        #expect(command?.user == "nobody")
    }
}
