import Deadlines
import NodeConfiguration
import Testing

@Suite("Keywords")
struct KeywordTests {
    /// The lines around one line of a block, so that only that line can be at fault.
    static func frame(_ block: BlockName, _ line: String) -> String {
        let server =
            "virtual_server 192.0.2.1 80 {\nprotocol TCP\nlvs_sched rr\nlvs_method NAT\nreal_server 10.0.0.1 80 {\n"
        let group = "management_server_group g {\nserver b\n"
        return switch block {
        case .topLevel: "\(line)\n"
        case .globalDefs: "global_defs {\n\(line)\n}\n"
        case .ipvsSysctl: "global_defs {\nlvs_sysctl {\n\(line)\n}\n}\n"
        case .vrrpInstance: "vrrp_instance A {\n\(line)\n}\n"
        case .authentication: "vrrp_instance A {\nauthentication {\n\(line)\n}\n}\n"
        case .hmac: "vrrp_instance A {\nauth_hmac {\n\(line)\n}\n}\n"
        case .syncGroup: "vrrp_sync_group A {\n\(line)\n}\n"
        case .trackScript: "vrrp_script A {\n\(line)\n}\n"
        case .trackFile: "track_file A {\n\(line)\n}\n"
        case .trackProcess: "vrrp_track_process A {\n\(line)\n}\n"
        case .trackGroup: "track_group A {\n\(line)\n}\n"
        case .garpGroup: "garp_group {\n\(line)\n}\n"
        case .virtualServerGroup: "virtual_server_group g {\n\(line)\n}\n"
        case .virtualServer: "virtual_server 192.0.2.1 80 {\n\(line)\n}\n"
        case .realServer: "\(server)\(line)\n}\n}\n"
        case .tcpCheck: "\(server)TCP_CHECK {\n\(line)\n}\n}\n}\n"
        case .httpCheck: "\(server)HTTP_GET {\n\(line)\n}\n}\n}\n"
        case .sslCheck, .smtpCheck, .dnsCheck, .udpCheck, .pingCheck, .miscCheck, .fileCheck:
            "\(server)\(block.rawValue) {\n\(line)\n}\n}\n}\n"
        case .keepOpen: "\(server)TCP_CHECK {\nKEEP_OPEN {\n\(line)\n}\n}\n}\n}\n"
        case .url: "\(server)HTTP_GET {\nurl {\n\(line)\n}\n}\n}\n}\n"
        case .managementServerGroup: "\(group)\(line)\n}\n"
        case .managementServer: "\(group)server a {\n\(line)\n}\n}\n"
        case .peer: "\(group)peer https://a:1 {\n\(line)\n}\n}\n"
        case .agent: "\(group)agent 1 {\n\(line)\n}\n}\n"
        case .cluster: "\(group)cluster c {\n\(line)\n}\n}\n"
        case .topology: "topology {\n\(line)\n}\n"
        case .api: "api {\n\(line)\n}\n"
        case .tls: "SSL {\n\(line)\n}\n"
        case .agentFile: "\(line)\n"
        }
    }

    private static let numeric = KeywordCatalogue.all.filter { description in
        switch description.arguments.first {
        case .integer, .seconds: true
        default: false
        }
    }

    @Test(
        "S17: every number refuses what lies outside its range, at their place, and says which range",
        arguments: numeric)
    func ranges(keyword: KeywordDescription) throws {
        let kind = try #require(keyword.arguments.first)
        var candidates = [
            "0", "-1", "2147483648", "4294967296", "9223372036854775808", "99999999999999999999", "1e400", "1e2",
            "0x10", "0x",
            "nan", "inf", "", ".", "-", "+1", "1.0000001", "１",
        ]
        switch kind {
        case .integer(let range):
            candidates.removeAll { Int($0).map(range.contains) == true && $0 != "+1" }
            candidates += ["\(range.lowerBound - 1)", "\(range.upperBound + 1)", "1.5"]
        case .seconds(let range):
            if range.lowerBound == .zero { candidates.removeAll { $0 == "0" } }
        default:
            break
        }
        for text in candidates {
            let frame = Self.frame(keyword.block, "\(keyword.name) \"\(text)\"")
            let line = frame.split(separator: "\n").firstIndex { $0.hasPrefix("\(keyword.name) \"") }
            let outcome = read(frame)
            // A word in the wrong place may be a secret.
            let isHidden = Self.secretBlocks.contains(keyword.block)
            let message = "'\(keyword.name)' takes \(kind)" + (isHidden ? "" : ", not '\(text)'")
            let refusal = outcome.diagnostics.first { $0.severity == .error && $0.message == message }
            #expect(refusal?.position.line == line.map { $0 + 1 }, "\(keyword.name) \(text)")
            #expect(refusal?.position.column == keyword.name.utf8.count + 2, "\(keyword.name) \(text)")
        }
    }

    @Test("every number takes both ends of its range", arguments: numeric)
    func rangeEnds(keyword: KeywordDescription) throws {
        let ends: [String]
        switch try #require(keyword.arguments.first) {
        case .integer(let range): ends = ["\(range.lowerBound)", "\(range.upperBound)"]
        case .seconds(let range):
            ends = [range.lowerBound, range.upperBound].map { String($0.description.dropLast(2)) }
        default: ends = []
        }
        for text in ends {
            let outcome = read(Self.frame(keyword.block, "\(keyword.name) \(text)"))
            let refusal = outcome.diagnostics.first { $0.message.hasPrefix("'\(keyword.name)' takes") }
            #expect(refusal == nil)
        }
    }

    private static let mended = KeywordCatalogue.all.filter { keyword in
        if case .nearestInteger = keyword.arguments.first { true } else { false }
    }

    @Test(
        "a number that keepalived mends with a message is mended with a warning; none in its range is",
        arguments: mended)
    func nearest(keyword: KeywordDescription) throws {
        guard case .nearestInteger(let range) = keyword.arguments.first else { return }
        func warnings(_ number: Int) -> [String] {
            let outcome = read(Self.frame(keyword.block, "\(keyword.name) \(number)"))
            let words = outcome.diagnostics.filter { $0.message.hasPrefix("'\(keyword.name)' ") }
            #expect(words.allSatisfy { $0.severity == .warning })
            return words.map(\.message).filter { $0.contains("which is used") }
        }
        #expect(warnings(range.lowerBound - 1) == ["'\(keyword.name)' is at least \(range.lowerBound), which is used"])
        #expect(warnings(range.upperBound + 1) == ["'\(keyword.name)' is at most \(range.upperBound), which is used"])
        #expect(warnings(range.lowerBound) == [] && warnings(range.upperBound) == [])
        for word in ["x", "1e400", "0x10", "1.5", ""] {
            #expect(read(Self.frame(keyword.block, "\(keyword.name) \"\(word)\"")).hasErrors, "\(word)")
        }
        for word in ["9223372036854775808", "-9223372036854775809"] {
            let outcome = read(Self.frame(keyword.block, "\(keyword.name) \(word)"))
            #expect(outcome.diagnostics.contains { $0.message.hasPrefix("'\(keyword.name)' ") }, "\(word)")
        }
    }

    @Test("the numbers that keepalived mends, each with what it makes of it")
    func mendedNumbers() throws {
        let mended = read(
            "global_defs {\nvrrp_rt_priority 150\nvrrp_garp_master_repeat 0\nvrrp_garp_master_refresh_repeat 0\n"
                + "smtp_connect_timeout 0\n}\nvrrp_script S {\nscript /bin/true\nrise 0\nfall 0\n}")
        let globals = mended.configuration.globals
        #expect(mended.diagnostics.count { $0.message.contains("which is used") } == 6 && !mended.hasErrors)
        #expect(globals.vrrpThread.realTimePriority == 99)
        #expect(globals.mail.timeout == .seconds(1))
        let service = Self.frame(.virtualServer, "quorum 0\nprotocol TCP\nreal_server 10.0.0.1 80 {\n}")
        #expect(read(service).configuration.virtualServers.first?.quorum == 1)
        #expect(!read(service).hasErrors)
        #expect(read("global_defs {\nvrrp_rt_priority 0\n}").configuration.globals.vrrpThread.realTimePriority == 1)
    }

    @Test("no keyword is refused by name in a block that reads it")
    func refusedAndRead() {
        for block in BlockName.allCases {
            let read = Set(KeywordCatalogue.all.filter { $0.block == block }.map(\.name))
            #expect(read.isDisjoint(with: RefusedKeywords.names(in: block)), "\(block)")
        }
    }

    private static let withOptionalValue = [
        "persistence_timeout", "lvs_flush_on_stop", "lvs_flush_onstop", "notify_deleted", "timer_expired_backup",
        "thread_timer_expired", "init_file", "param_match", "use_vmac", "nftables", "include_check",
        "require_reply", "net_namespace_ipvs",
    ]
    /// Those that take any number of words, and those whose words nobody shall see.
    private static let secretBlocks: [BlockName] = [.authentication, .hmac, .tls]
    private static let withoutSuperfluous = [
        "status_code", "regex_options", "process", "payload", "require_reply", "auth_pass", "key", "vrrp_cpu_affinity",
        "application_filter", "include_check", "notification_email",
        "service_filter", "cluster_filter", "network_partition_filter",
    ]

    @Test("a keyword that takes something says what, where nothing follows", arguments: KeywordCatalogue.all)
    func missingArgument(keyword: KeywordDescription) throws {
        guard let kind = keyword.arguments.first, kind != .boolean, !Self.withOptionalValue.contains(keyword.name)
        else {
            return
        }
        let outcome = read(Self.frame(keyword.block, "\(keyword.name)"))
        #expect(outcome.diagnostics.contains { $0.message == "'\(keyword.name)' needs \(kind)" })
    }

    @Test("words beyond those a keyword reads are named", arguments: KeywordCatalogue.all)
    func extraWords(keyword: KeywordDescription) {
        guard !Self.withoutSuperfluous.contains(keyword.name) else { return }
        let words = Array(repeating: "w", count: max(keyword.arguments.count, 1)) + ["superfluous"]
        let block = read(Self.frame(keyword.block, "\(keyword.name) \(words.joined(separator: " "))"))
        let named = Self.secretBlocks.contains(keyword.block) ? "'…' is too much" : "superfluous"
        #expect(block.diagnostics.contains { $0.severity == .error && $0.message.contains(named) })
    }

    @Test("every keyword stands in a fixture that is read without a word")
    func everyKeywordIsShown() throws {
        var shown: Set<String> = []
        for name in Fixture.clean {
            let text = try Fixture.text(name)
            #expect(problems(text) == [])
            var blocks: [String] = []
            for line in text.split(separator: "\n") {
                // In these files `{` ends a line, but for a comment, and `}` stands alone.
                let words = line.prefix { $0 != "#" }.split(separator: " ").map(String.init)
                guard let first = words.first else { continue }
                if first == "}" {
                    blocks.removeLast()
                } else {
                    shown.insert("\(blocks.last ?? "")/\(first)")
                    if words.last == "{" { blocks.append(first) }
                }
            }
        }
        for keyword in KeywordCatalogue.all {
            #expect(shown.contains("\(keyword.block.rawValue)/\(keyword.name)"), "\(keyword.block) \(keyword.name)")
        }
    }

    @Test("the installed example is read without a word, and so are the blocks it has in comments")
    func example() throws {
        let text = try Fixture.example()
        #expect(problems(text) == [])
        let open = text.split(separator: "\n", omittingEmptySubsequences: false).map { line -> Substring in
            let isProse = line.hasPrefix("# ") && !line.hasPrefix("#  ")
            return line.hasPrefix("#") && !isProse ? line.dropFirst() : line
        }.joined(separator: "\n")
        let example = configuration(open)
        #expect(example.vrrpInstances.count == 1)
        #expect(example.virtualServers.count == 1)
        #expect(example.managementServerGroups.count == 1)
    }
}
