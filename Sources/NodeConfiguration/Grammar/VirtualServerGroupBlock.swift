import Addresses

/// A `virtual_server_group` block as it stands in the file.
struct VirtualServerGroupDraft {
    let name: Word
    var lines: [VirtualServerGroup.Line] = []
    /// How many services the lines stand for.
    var count = 0
}

/// The lines of `virtual_server_group`: `IP [PORT]`, `IP-LAST [PORT]`, `IP/LENGTH [PORT]`, `fwmark N [inet|inet6]`.
enum VirtualServerGroupBlock {
    static let table = KeywordTable<VirtualServerGroupDraft>(.virtualServerGroup) {
        Keyword("fwmark", [.integer(1...Int(UInt32.max)), .choice(["inet", "inet6"])]) { statement, draft, context in
            context.refuseWords(after: 2, of: statement)
            context.refuseBlock(of: statement)
            guard let mark: UInt32 = context.required(.integer(1...UInt32.max), at: 0, of: statement) else { return }
            var family: AddressFamily?
            if statement.arguments.count > 1 {
                guard let given = context.required(.family, at: 1, of: statement) else { return }
                family = given
            }
            append(.firewallMark(mark, family), to: &draft, at: statement, &context)
        }
    }

    /// Reads `virtual_server_group NAME { … }`; nil where it has no name.
    static func read(_ statement: Statement, _ context: inout ReadingContext) -> VirtualServerGroupDraft? {
        context.refuseWords(after: 1, of: statement)
        let name = statement.arguments.first
        if name == nil { context.error("'virtual_server_group' needs a name", at: statement.position) }
        guard let block = context.requiredBlock(of: statement) else { return nil }
        var draft = VirtualServerGroupDraft(name: name ?? statement.keyword)
        for line in block.statements {
            if line.keyword.text == "fwmark" {
                table.read(line, into: &draft, &context)
            } else {
                readAddresses(line, into: &draft, &context)
            }
        }
        return name == nil ? nil : draft
    }

    private static func readAddresses(
        _ line: Statement, into draft: inout VirtualServerGroupDraft, _ context: inout ReadingContext
    ) {
        context.refuseWords(after: 1, of: line)
        context.refuseBlock(of: line)
        guard let range = readRange(line.keyword, &context) else { return }
        var port: UInt16 = 0
        if !line.arguments.isEmpty {
            guard let given: UInt16 = context.required(.integer(0...65_535), at: 0, of: line) else { return }
            port = given
        }
        append(.addresses(range, port: port), to: &draft, at: line, &context)
    }

    private static func append(
        _ line: VirtualServerGroup.Line, to draft: inout VirtualServerGroupDraft, at statement: Statement,
        _ context: inout ReadingContext
    ) {
        let count: Int =
            switch line {
            case .addresses(let range, _): range.count
            case .firewallMark: 1
            }
        let room = VirtualServerGroup.mostMembers - draft.count
        guard count <= room else {
            return context.error(
                "a virtual_server_group has at most \(VirtualServerGroup.mostMembers) services; this line is left out",
                at: statement.position)
        }
        draft.count += count
        draft.lines.append(line)
    }

    /// `IP`, `IP-IP`, `IP-N` with the last octet or, of IPv6, the last 16 bits in hexadecimal, or `IP/LENGTH`.
    private static func readRange(_ word: Word, _ context: inout ReadingContext) -> AddressRange? {
        let text = word.text
        if text.contains("/") {
            guard let prefix = Prefix(text) else { return refuse(word, &context) }
            if let range = AddressRange(prefix) { return range }
            context.error("\(text) has host bits; its network is \(prefix.network)", at: word.position)
            return nil
        }
        let parts = text.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard let first = parts.first.flatMap({ IPAddress($0) }) else { return refuse(word, &context) }
        guard parts.count == 2 else { return AddressRange(first, through: first) }
        guard let last = IPAddress(parts[1]) ?? first.withLastPart(parts[1]) else { return refuse(word, &context) }
        if let range = AddressRange(first, through: last) { return range }
        context.error("the range \(first)-\(last) ends before it begins", at: word.position)
        return nil
    }

    private static func refuse(_ word: Word, _ context: inout ReadingContext) -> AddressRange? {
        context.error(
            """
            'virtual_server_group' takes an address, a range as 192.0.2.1-9 or 192.0.2.1-192.0.2.9, a prefix, or \
            'fwmark', not '\(word.text)'
            """, at: word.position, suggestion: Suggestion.closest(to: word.text, among: ["fwmark"]))
        return nil
    }
}

extension IPAddress {
    /// The address with its last octet or, of IPv6, its last 16 bits replaced.
    fileprivate func withLastPart(_ text: String) -> IPAddress? {
        switch self {
        case .v4(let address):
            guard let number = Decimal.integer(text), let last = UInt8(exactly: number) else { return nil }
            return .v4(IPv4Address(address.value & ~0xFF | UInt32(last)))
        case .v6(let address):
            guard (1...4).contains(text.utf8.count), text.utf8.allSatisfy({ Character(UnicodeScalar($0)).isHexDigit }),
                let last = UInt16(text, radix: 16)
            else { return nil }
            return .v6(IPv6Address(high: address.high, low: address.low & ~0xFFFF | UInt64(last)))
        }
    }
}

extension Argument<AddressFamily> {
    /// `inet` or `inet6`.
    static let family = Argument(.choice(["inet", "inet6"])) { text in
        switch text {
        case "inet": .ipv4
        case "inet6": .ipv6
        default: nil
        }
    }
}
