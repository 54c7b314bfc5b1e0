import Addresses

/// A line of `virtual_ipaddress`, with its place.
struct AddressLineDraft {
    let line: VirtualAddressLine
    /// `track_group`, of static addresses.
    var trackGroup: Word?
    let position: SourceOffset
}

/// The lines of `virtual_ipaddress`, `virtual_ipaddress_excluded` and `static_ipaddress`:
/// `IP[/LEN] [brd IP|+|-] [dev IF] [scope S] [label L] …`.
enum AddressLineBlock {
    enum Kind {
        case virtual, `static`
    }

    private static let words = [
        "brd", "broadcast", "dev", "scope", "label", "peer", "home", "-nodad", "mngtmpaddr", "noprefixroute",
        "autojoin", "no_track", "preferred_lft", "use_vmac", "track_group",
    ]

    static func read(_ statement: Statement, _ kind: Kind, _ context: inout ReadingContext) -> [AddressLineDraft] {
        context.refuseWords(after: 0, of: statement)
        guard let block = context.requiredBlock(of: statement) else { return [] }
        var lines: [AddressLineDraft] = []
        for line in block.statements {
            context.refuseBlock(of: line)
            do {
                lines.append(try readLine(line, of: statement.keyword.text, kind, &context))
            } catch {}
        }
        return lines
    }

    private static func readLine(
        _ statement: Statement, of keyword: String, _ kind: Kind, _ context: inout ReadingContext
    ) throws(BadLine) -> AddressLineDraft {
        var words = LineWords(statement)
        guard let first = words.next(), let prefix = Prefix(first.text) else {
            try context.fail(
                "'\(keyword)' takes \(ArgumentKind.prefix), not '\(statement.keyword.text)'", at: statement.position)
        }
        var line = VirtualAddressLine(prefix: prefix)
        var trackGroup: Word?
        while let word = words.next() {
            if kind == .static, word.text == "track_group" {
                trackGroup = words.peek
                _ = try words.value(.word("the name of a track_group"), of: word, &context)
            } else if try !readFlag(word, kind, into: &line, &context) {
                try readOption(word, &words, into: &line, &context)
            }
        }
        // A point-to-point address is alone on its side.
        if line.peer != nil { line.prefix = Prefix(host: prefix.address) }
        return AddressLineDraft(line: line, trackGroup: trackGroup, position: statement.position)
    }

    /// Reads a word that stands alone; false where it does not.
    private static func readFlag(
        _ word: Word, _ kind: Kind, into line: inout VirtualAddressLine, _ context: inout ReadingContext
    ) throws(BadLine) -> Bool {
        switch word.text {
        case "home": line.isHome = true
        case "-nodad": line.detectsDuplicates = true
        case "mngtmpaddr": line.managesTemporaryAddresses = true
        case "noprefixroute": line.hasNoPrefixRoute = true
        case "autojoin": line.joinsGroup = true
        case "no_track": line.isUntracked = true
        case "use_vmac":
            guard kind == .virtual else {
                try context.fail("'use_vmac' belongs to the addresses of an instance", at: word.position)
            }
            line.usesVirtualMAC = true
        default: return false
        }
        return true
    }

    /// Reads a word that others follow.
    private static func readOption(
        _ word: Word, _ words: inout LineWords, into line: inout VirtualAddressLine, _ context: inout ReadingContext
    ) throws(BadLine) {
        let family = line.prefix.address.family
        switch word.text {
        case "dev":
            line.interface = try words.value(.interfaceName, of: word, &context)
        case "brd", "broadcast":
            line.broadcast = try readBroadcast(word, &words, of: line.prefix, &context)
        case "scope":
            let scope = try words.value(RoutingNames.scope, of: word, &context)
            if family == .ipv4 { line.scope = scope } else { warnOfIPv6(word, &context) }
        case "label":
            let label = try words.value(.label, of: word, &context)
            if family == .ipv4 { line.label = label } else { warnOfIPv6(word, &context) }
        case "peer":
            let peer = try words.value(.address, of: word, &context)
            guard peer.family == family else {
                try context.fail("'peer \(peer)' is not of the family of the address", at: word.position)
            }
            line.peer = peer
        case "preferred_lft":
            line.preferredLifetime = try words.value(.preferredLifetime, of: word, &context)
        default:
            try context.fail(
                "unknown word '\(word.text)' in an address line", at: word.position,
                suggestion: Suggestion.closest(to: word.text, among: Self.words))
        }
    }

    private static func warnOfIPv6(_ word: Word, _ context: inout ReadingContext) {
        context.warning("'\(word.text)' means nothing for an IPv6 address: it is left out", at: word.position)
    }

    /// An address, `+` for the network's last one or `-` for its first.
    private static func readBroadcast(
        _ word: Word, _ words: inout LineWords, of prefix: Prefix, _ context: inout ReadingContext
    ) throws(BadLine) -> IPv4Address {
        let text = words.peek?.text
        let address = try words.value(.broadcast, of: word, &context)
        guard case .v4(let own) = prefix.address else {
            try context.fail("an IPv6 address has no broadcast address", at: word.position)
        }
        guard text == "+" || text == "-" else { return address }
        guard prefix.length <= 30 else {
            try context.fail("'\(word.text) \(text ?? "")' needs a prefix length of at most 30", at: word.position)
        }
        let hostBits = UInt32.max >> UInt32(prefix.length)
        return IPv4Address(text == "+" ? own.value | hostBits : own.value & ~hostBits)
    }
}

extension Argument<IPv4Address> {
    fileprivate static let broadcast = Argument(.word("an IPv4 address, + or -")) { text in
        text == "+" || text == "-" ? .any : IPv4Address(text)
    }
}

extension Argument<String> {
    /// The kernel keeps 15 bytes and a NUL.
    fileprivate static let label = Argument(.word("a label of 1 to 15 bytes")) { text in
        (1...15).contains(text.utf8.count) ? text : nil
    }
}

extension Argument<PreferredLifetime> {
    fileprivate static let preferredLifetime = Argument(.word("seconds from 0 to 4294967294, or forever")) { text in
        if text == "forever" { return .forever }
        guard let seconds = Decimal.integer(text).flatMap(UInt32.init(exactly:)), seconds < .max else { return nil }
        return .seconds(seconds)
    }
}
