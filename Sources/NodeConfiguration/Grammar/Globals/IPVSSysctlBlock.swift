/// `lvs_sysctl` as it stands in the file; the block may come several times.
struct IPVSSysctlDraft {
    /// Each name that is set, with its value as it is written to the kernel.
    var values: [String: Setting<String>] = [:]
}

/// The keywords of `lvs_sysctl`: the files below /proc/sys/net/ipv4/vs in Linux up to 6.x, with what each takes
/// (Documentation/networking/ipvs-sysctl.rst; the bounds that the kernel's table `vs_vars` checks).
///
/// Only these names get through, so no name can lead out of that directory.
enum IPVSSysctlBlock {
    static let table = KeywordTable<IPVSSysctlDraft>(.ipvsSysctl) {
        setting("am_droprate", count)
        setting("amemthresh", count)
        setting("backup_only", flag)
        setting("cache_bypass", flag)
        setting("conn_reuse_mode", .canonical(0...3))
        setting("conntrack", flag)
        setting("debug_level", .canonical(0...12))
        setting("drop_entry", defense)
        setting("drop_packet", defense)
        setting("est_cpulist", .processorList)
        setting("est_nice", .canonical(-20...19))
        setting("expire_nodest_conn", flag)
        setting("expire_quiescent_template", flag)
        setting("ignore_tunneled", flag)
        setting("lblc_expiration", jiffies)
        setting("lblcr_expiration", jiffies)
        setting("nat_icmp_send", flag)
        setting("pmtu_disc", flag)
        setting("run_estimation", flag)
        setting("schedule_icmp", flag)
        setting("secure_tcp", defense)
        setting("sloppy_sctp", flag)
        setting("sloppy_tcp", flag)
        setting("snat_reroute", flag)
        setting("sync_persist_mode", flag)
        setting("sync_ports", .choice(["1", "2", "4", "8", "16", "32", "64"]))
        setting("sync_qlen_max", count)
        setting("sync_refresh_period", jiffies)
        setting("sync_retries", .canonical(0...3))
        setting("sync_sock_size", count)
        setting("sync_threshold", .syncThreshold, words: 2)
        setting("sync_version", flag)
    }

    private static let flag = Argument<String>.canonical(0...1)
    /// How a defense against denial of service is switched: never, off and on as memory gets short, always.
    private static let defense = Argument<String>.canonical(0...3)
    private static let count = Argument<String>.canonical(0...2_147_483_647)
    /// Seconds that the kernel keeps as ticks in an `int`, at 1000 ticks a second.
    private static let jiffies = Argument<String>.canonical(0...2_147_483)

    /// A sysctl; its value may stand in up to `words` words, as the kernel shows it, or in quotes.
    private static func setting(
        _ name: String, _ argument: Argument<String>, words: Int = 1
    ) -> Keyword<IPVSSysctlDraft> {
        Keyword(name, [argument.kind]) { statement, draft, context in
            let value = context.required(argument, joining: words, of: statement)
            context.store(value, of: statement, in: &draft.values[name, default: Setting()])
            context.refuseWords(after: words, of: statement)
            context.refuseBlock(of: statement)
        }
    }

    /// Reads `lvs_sysctl { NAME VALUE … }`.
    static func read(_ statement: Statement, into draft: inout IPVSSysctlDraft, _ context: inout ReadingContext) {
        context.refuseWords(after: 0, of: statement)
        guard let block = context.requiredBlock(of: statement) else { return }
        table.read(block.statements, into: &draft, &context)
    }
}

extension ReadingContext {
    /// The argument that the first `count` words make together.
    fileprivate mutating func required<Value>(
        _ argument: Argument<Value>, joining count: Int, of statement: Statement
    ) -> Value? {
        guard count > 1, let first = statement.arguments.first else {
            return required(argument, at: 0, of: statement)
        }
        let text = statement.arguments.prefix(count).map(\.text).joined(separator: " ")
        return read(text, at: first.position, as: argument, of: statement.keyword)
    }
}

extension Argument<String> {
    /// A whole number without leading zeros, which the kernel would take for an octal one.
    fileprivate static func canonical(_ range: ClosedRange<Int>) -> Argument {
        let number = Argument<Int>.integer(range)
        return Argument(number.kind) { number.read($0).map(String.init) }
    }

    /// After how many packets of a connection it is sent to the backups, and then every how many; the first number is
    /// less than the second unless that is 0.
    fileprivate static let syncThreshold = Argument(.syncThreshold) { text in
        let number = Argument<Int>.integer(0...2_147_483_647)
        let words = text.split(separator: " ")
        guard words.count == 2, let first = number.read(String(words[0])), let period = number.read(String(words[1])),
            period == 0 || first < period
        else { return nil }
        return "\(first) \(period)"
    }

    /// The kernel's list of processors: `0-3,8`.
    fileprivate static let processorList = Argument(.processorList) { text in
        let number = Argument<Int>.integer(0...65_535)
        let isList = text.split(separator: ",", omittingEmptySubsequences: false).allSatisfy { part in
            let bounds = part.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
                .map { number.read(String($0)) }
            guard let first = bounds.first, let last = bounds.last, let first, let last else { return false }
            return first <= last
        }
        return isList ? text : nil
    }
}
