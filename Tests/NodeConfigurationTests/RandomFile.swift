import Deadlines
import NodeConfiguration

/// A configuration file by chance: keywords of the tables with arguments of their kinds, less what contradicts the rest.
struct RandomFile {
    private var generator: SeededGenerator
    private var lines: [String] = []
    /// Stands for a byte that no UTF-8 has.
    private static let mark: UInt8 = 1

    init(seed: UInt64) {
        generator = SeededGenerator(seed: seed)
    }

    /// What a file of this seed says that is free of errors.
    mutating func configuration() -> Configuration {
        write(.topLevel, depth: 0)
        while true {
            // Some characters are bytes that are no UTF-8.
            let bytes = lines.joined(separator: "\n").utf8.map { $0 == Self.mark ? 0xFF : $0 }
            let outcome = ConfigurationReader.read(SourceText(name: "random.conf", bytes: bytes))
            let errors = Set(outcome.diagnostics.filter { $0.severity == .error }.map(\.position.line))
            guard !errors.isEmpty else { return outcome.configuration }
            for line in errors.sorted(by: >) { removeStatement(at: line - 1) }
        }
    }

    /// Takes out a line, and its block where it has one.
    private mutating func removeStatement(at index: Int) {
        guard lines.indices.contains(index) else { return }
        guard lines[index].hasSuffix("{") else {
            // The end of a block goes with its beginning.
            if lines[index] != "}" { lines.remove(at: index) }
            return
        }
        var (depth, end) = (0, index)
        repeat {
            depth += lines[end].hasSuffix("{") ? 1 : lines[end] == "}" ? -1 : 0
            end += 1
        } while depth > 0 && end < lines.count
        lines.removeSubrange(index..<end)
    }

    // MARK: Blocks

    /// What a block cannot do without.
    private static let required: [BlockName: [String]] = [
        .vrrpInstance: ["interface", "virtual_router_id", "virtual_ipaddress"], .url: ["path"],
        .httpCheck: ["url"], .sslCheck: ["url"], .virtualServer: ["real_server"], .syncGroup: ["group"],
        .trackScript: ["script"], .trackFile: ["file"], .trackProcess: ["process"], .trackGroup: ["group"],
        .hmac: ["key", "active_key"], .topology: ["service_virtual_ips"],
        .api: ["listen", "certificate", "key", "token_file"], .garpGroup: ["interfaces", "garp_interval"],
        .managementServerGroup: ["server"],
    ]

    private static let several = [
        "vrrp_instance", "virtual_server", "real_server", "vrrp_script", "track_file", "vrrp_track_process", "server",
        "vrrp_sync_group", "url", "TCP_CHECK", "HTTP_GET", "virtual_server_group",
    ]

    private mutating func write(_ block: BlockName, depth: Int) {
        // A service without real servers is left out.
        let isLeftOut = block == .virtualServer && chance(6)
        let required = isLeftOut ? [] : Self.required[block] ?? []
        for keyword in KeywordCatalogue.all where keyword.block == block {
            var count =
                Self.several.contains(keyword.name) ? Int.random(in: 0...3, using: &generator) : chance(3) ? 1 : 0
            if required.contains(keyword.name) { count = max(count, 1) }
            if isLeftOut, keyword.name == "real_server" { count = 0 }
            for _ in 0..<count { write(keyword, depth: depth) }
        }
    }

    private mutating func write(_ keyword: KeywordDescription, depth: Int) {
        let header = ([keyword.name] + arguments(of: keyword)).joined(separator: " ")
        if let inner = Self.block(of: keyword) {
            lines.append(header + " {")
            write(inner, depth: depth + 1)
            lines.append("}")
        } else if let line = Self.lineMakers[keyword.name], keyword.block == .topLevel || keyword.arguments.isEmpty {
            lines.append(header + " {")
            for _ in 0..<Int.random(in: 1...3, using: &generator) { lines.append(line(&self)) }
            lines.append("}")
        } else {
            lines.append(header)
        }
    }

    /// The block that a keyword opens.
    private static func block(of keyword: KeywordDescription) -> BlockName? {
        switch (keyword.block, keyword.name) {
        case (.topLevel, "vrrp_track_file"): .trackFile
        case (.topology, "vrrp_instance"), (.agent, "cluster"), (.vrrpInstance, "track_file"),
            (.syncGroup, "track_file"), (.topLevel, "virtual_server_group"):
            nil
        default: keyword.name.isEmpty ? nil : BlockName(rawValue: keyword.name)
        }
    }

    // MARK: Lines without keywords

    private typealias LineMaker = @Sendable (inout RandomFile) -> String

    private static let lineMakers: [String: LineMaker] = [
        "virtual_ipaddress": { $0.addressLine() }, "virtual_ipaddress_excluded": { $0.addressLine() },
        "static_ipaddress": { $0.addressLine() + ($0.chance(4) ? " track_group A" : "") },
        "virtual_routes": { $0.routeLine() }, "static_routes": { $0.routeLine() },
        "virtual_rules": { $0.ruleLine() }, "static_rules": { $0.ruleLine() },
        "unicast_peer": { $0.pick(["192.0.2.77", "192.0.2.78 min_ttl 3", "192.0.2.79 max_ttl 254", "2001:db8::78"]) },
        "track_interface": { $0.pick(["eth1", "eth2"]) + $0.weight() },
        "track_script": { $0.name() + $0.weight() }, "track_file": { $0.name() + $0.weight() },
        "track_process": { $0.name() + $0.weight() },
        "track_virtual_server": { $0.pick(["192.0.2.1:80", "fwmark/7"]) + $0.pick(["", " fault", " weight -5"]) },
        "virtual_server_group": {
            $0.pick(["192.0.2.\($0.number(100...140)) 80", "192.0.2.200-210 443", "fwmark \($0.number(10...19))"])
        },
        "group": { $0.name() + " " + $0.name() }, "interfaces": { $0.pick(["eth0", "eth1 eth2"]) },
        "interface_up_down_delays": { $0.pick(["eth0 1", "eth1 0.5 2"]) },
    ]

    mutating func addressLine() -> String {
        let address = pick(["192.0.2.1", "192.0.2.\(number(2...250))/24", "2001:db8::\(number(1...9))/64", "fe80::1"])
        let options = [
            "brd +", "brd 192.0.2.255", "dev eth1", "scope link", "scope blue", "label eth0:1", "peer 192.0.2.200",
            "home", "-nodad", "mngtmpaddr", "noprefixroute", "autojoin", "no_track", "preferred_lft 7",
            "preferred_lft forever",
        ]
        return some(options, after: address)
    }

    mutating func routeLine() -> String {
        let start = pick([
            "192.0.2.0/24", "default via 192.0.2.254", "unreachable 198.51.100.0/24", "2001:db8:1::/48 via fe80::1",
            "198.51.100.0/24 via inet6 fe80::1", "default nexthop via 192.0.2.3 weight 2 nexthop via 192.0.2.4 onlink",
            "10.1.0.0/16 nexthop dev eth0 encap ip id 5 dst 192.0.2.9 ttl 3 nexthop dev eth1 realms 3/blue",
        ])
        let options = [
            "dev eth1", "table 100", "table blue", "scope link", "tos 0x10", "metric 0x20", "onlink", "mtu lock 1400",
            "rtt 5s", "rto_min 300ms", "hoplimit 9", "congctl lock bbr", "features ecn", "realms 3/4", "quickack 1",
            "ttl-propagate disabled", "fastopen_no_cookie 0", "append", "no_track protocol bird", "encap mpls 100/200",
            "encap ila 2001:db8:0:1", "encap ip6 dst 2001:db8::1 tc 4 flags 1", "pref high", "expires 60",
            "src 192.0.2.1", "from 2001:db8::/32", "vrf red",
        ]
        return some(options, after: start)
    }

    mutating func ruleLine() -> String {
        let options = [
            "not", "from 192.0.2.0/24", "to 2001:db8::/32", "tos 8", "fwmark 7/0xff", "iif eth0", "oif eth1",
            "realms 3", "sup_pl 8", "sup_group 3", "tunnel-id 9", "uidrange 5-9", "ipproto udp", "sport 10-20",
            "dport 53", "preference 500", "no_track protocol 42", "inet6 dummy",
        ]
        return some(options, after: "") + " " + pick(["table 5", "table blue", "l3mdev", "blackhole", "goto 32000"])
    }

    private mutating func weight() -> String {
        pick(["", " weight -10", " weight 253 reverse", " weight 0", " weight 5 noreverse"])
    }

    /// Some of the options, in their order.
    private mutating func some(_ options: [String], after start: String) -> String {
        ([start] + options.filter { _ in chance(6) }).filter { !$0.isEmpty }.joined(separator: " ")
    }

    // MARK: Arguments

    private mutating func arguments(of keyword: KeywordDescription) -> [String] {
        switch (keyword.block, keyword.name) {
        case (.topLevel, "virtual_server"):
            return [
                pick(["192.0.2.1 80", "2001:db8::1 443", "192.0.2.1", "fwmark \(number(1...9))", "group \(name())"])
            ]
        case (.virtualServer, "real_server"), (.virtualServer, "sorry_server"):
            return [pick(["10.0.0.\(number(1...9)) 80", "2001:db8::\(number(1...9)) 443", "10.0.0.\(number(1...9))"])]
        case (.topLevel, _) where keyword.arguments.first == .word("a name") && !chance(8): return [name()]
        case (.hmac, "key"): return ["\(number(1...3))", "\"0123456789 0123456789 0123456789#\(number(0...9))\""]
        case (.hmac, "active_key"): return ["\(number(1...3))"]
        case (.authentication, "auth_type"): return ["PASS"]
        case (.authentication, "auth_pass"):
            return [pick(["abc", "l\u{1}tin", "12345678901", "1234567ü", "two words"]).quoted]
        case (_, "lvs_method") where chance(2), (_, "sorry_server_lvs_method") where chance(2):
            return ["TUN", argument(.tunnelOptions)]
        case (.vrrpInstance, "advert_int"): return ["\(number(1...40))"]
        case (.vrrpInstance, "use_vmac"), (.topology, "service_virtual_ips"), (.managementServerGroup, "peer"),
            (.udpCheck, _), (.url, "digest"), (.ipvsSysctl, _):
            if let special = Self.special[keyword.name] { return [pick(special)] }
        default: break
        }
        var words: [String] = []
        for (place, kind) in keyword.arguments.enumerated() where place == 0 || chance(2) {
            words.append(argument(kind))
        }
        return words
    }

    private static let special: [String: [String]] = [
        "use_vmac": ["", "vip1", "name group 02:00:00:00:00:07", "02:00:00:00:01 group 7"],
        "service_virtual_ips": ["php|192.0.2.40, a b|2001:db8::41|ffff::"],
        "peer": ["https://lb2.example.org:8443", "http://localhost:81", "unix:/run/x"],
        "payload": ["01 02ff a"], "require_reply": ["", "1x xF a"], "sync_threshold": ["3 50"],
        "digest": ["0123456789abcdef0123456789abcdef"],
    ]

    private mutating func argument(_ kind: ArgumentKind) -> String {
        switch kind {
        case .integer(let range):
            return
                "\(chance(2) ? number(range) : number(range.lowerBound...min(range.upperBound, range.lowerBound &+ 9)))"
        case .nearestInteger(let range): return "\(number(range.lowerBound - 1...range.upperBound + 1))"
        case .seconds(let range):
            let most = min(range.upperBound, range.lowerBound + .seconds(chance(2) ? 5 : 2_000_000))
            let microseconds = Int(range.lowerBound.wholeMicroseconds)...Int(most.wholeMicroseconds)
            return String(Nanoseconds.microseconds(Int64(number(microseconds))).description.dropLast(2))
        case .boolean: return pick(["", "on", "off", "yes", "false"])
        case .address: return pick(["192.0.2.1", "192.0.2.3", "2001:db8::3", "224.0.0.18", "ff02::12"])
        case .prefix: return pick(["192.0.2.0/24", "2001:db8::/32"])
        case .interfaceName: return pick(["eth0", "eth1", "it's#1"]).quoted
        case .hostName: return pick(["www.example.org", "192.0.2.9", "2001:db8::9"])
        case .absolutePath: return pick(["/a", "/with blank/x", "/odd'{!}", "/dir/"]).quoted
        case .statusCodes: return pick(["200", "200-299 404", "100-599"])
        case .netmask: return pick(["255.255.255.0", "255.255.255.255", "64"])
        case .syncThreshold: return "3 50"
        case .processorList: return "0-3,8"
        case .command:
            return pick([
                "/bin/true", #""/bin/echo 'two words' x\ty""#, #""/bin/a \x22q\x22 it\'s \\ \101""#,
                #"'/bin/x y' "u 1""#,
                #"/bin/"joined up" nobody :"#, #""/bin/x # ! { } ''" root :adm"#,
            ])
        case .routingName: return pick(["7", "blue"])
        case .tunnelOptions:
            return pick(["type gue port 6080 remcsum", "type gre csum", "nocsum port 1 type gue", "type ipip nocsum"])
        case .choice(let words): return pick(words)
        case .word:
            return pick([
                name(), "two words", "a#b", "x{y}!", "it's", #"back\slash"#, "ünï", "@at", "~tilde", "l\u{1}tin",
            ]).quoted
        }
    }

    // MARK: Chance

    private mutating func name() -> String { pick(["A", "B", "C"]) }

    private mutating func chance(_ oneIn: Int) -> Bool { Int.random(in: 0..<oneIn, using: &generator) == 0 }

    private mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &generator) }

    private mutating func pick(_ texts: [String]) -> String { texts[Int.random(in: texts.indices, using: &generator)] }
}

extension String {
    fileprivate var quoted: String {
        allSatisfy { $0.isLetter || $0.isNumber || "/.:-".contains($0) } ? self : "\"\(self)\""
    }
}
