import Addresses

/// Reads one rule.
struct RuleLineReader {
    private var words: LineWords
    private let kind: AddressLineBlock.Kind
    private let position: SourceOffset

    private var line: RuleConditions
    private var action: RuleLine.Action?
    private var family: AddressFamily?
    private var preference: UInt32?
    /// A word that needs a table to look in.
    private var tableOption: Word?
    private var trackGroup: Word?

    private static let options = [
        "not", "from", "to", "table", "lookup", "tos", "dsfield", "fwmark", "iif", "dev", "oif", "preference", "order",
        "priority", "realms", "suppress_prefixlength", "sup_pl", "suppress_ifgroup", "sup_group", "tunnel-id",
        "uidrange", "l3mdev", "protocol", "ipproto", "ip_proto", "sport", "dport", "goto", "nop", "blackhole",
        "prohibit", "unreachable", "no_track", "track_group", "type", "inet", "inet6",
    ]

    init(_ statement: Statement, _ kind: AddressLineBlock.Kind) {
        words = LineWords(statement)
        self.kind = kind
        position = statement.position
        line = RuleConditions()
    }

    mutating func read(_ context: inout ReadingContext) throws(BadLine) -> RuleLineDraft {
        while let word = words.next() {
            if try readPacket(word, &context) { continue }
            if try readOrigin(word, &context) { continue }
            if try readPlace(word, &context) { continue }
            try readAction(word, &context)
        }
        return try completed(&context)
    }

    /// Reads a word about a packet's header; false for any other.
    private mutating func readPacket(_ word: Word, _ context: inout ReadingContext) throws(BadLine) -> Bool {
        switch word.text {
        case "from": line.from = try readNetwork(word, &context)
        case "to": line.to = try readNetwork(word, &context)
        case "tos", "dsfield": line.tos = try words.value(RoutingNames.tos, of: word, &context)
        case "ipproto", "ip_proto":
            line.transportProtocol = try words.value(RoutingNames.transportProtocol, of: word, &context)
        case "sport": line.sourcePorts = try words.value(Argument<UInt16>.range("ports"), of: word, &context)
        case "dport": line.destinationPorts = try words.value(Argument<UInt16>.range("ports"), of: word, &context)
        default: return false
        }
        return true
    }

    /// A network; nil for every address.
    private mutating func readNetwork(_ word: Word, _ context: inout ReadingContext) throws(BadLine) -> Prefix? {
        if words.take("default") || words.take("any") || words.take("all") { return nil }
        let prefix = try words.value(.prefix, of: word, &context)
        try agree(prefix.address.family, word, &context)
        return prefix
    }

    private mutating func agree(
        _ other: AddressFamily, _ word: Word, _ context: inout ReadingContext
    ) throws(BadLine) {
        guard family == nil || family == other else {
            try context.fail("'\(word.text)' is not of the family of the rest of this rule", at: word.position)
        }
        family = other
    }

    /// Reads a word about where a packet comes from on this node; false for any other.
    private mutating func readOrigin(_ word: Word, _ context: inout ReadingContext) throws(BadLine) -> Bool {
        switch word.text {
        case "not": line.isInverted = true
        case "fwmark": line.firewallMark = try words.value(.firewallMark, of: word, &context)
        case "iif", "dev": line.inputInterface = try words.value(.interfaceName, of: word, &context)
        case "oif": line.outputInterface = try words.value(.interfaceName, of: word, &context)
        case "tunnel-id": line.tunnelID = try words.value(.prefixed(0...UInt64.max), of: word, &context)
        case "uidrange": line.userIDs = try words.value(Argument<UInt32>.range("user ids"), of: word, &context)
        case "inet", "inet6":
            try agree(word.text == "inet" ? .ipv4 : .ipv6, word, &context)
            words.skipDummy(knowing: Self.options)
        default: return false
        }
        return true
    }

    /// Reads a word about the rule itself; false for any other.
    private mutating func readPlace(_ word: Word, _ context: inout ReadingContext) throws(BadLine) -> Bool {
        switch word.text {
        case "preference", "order", "priority":
            preference = try words.value(.prefixed(0...4_294_967_295), of: word, &context)
        case "protocol":
            line.ruleProtocol = try words.value(RoutingNames.routeProtocol, of: word, &context)
        case "realms":
            line.realms = try words.value(RoutingNames.realms, of: word, &context)
            tableOption = word
            try agree(.ipv4, word, &context)
        case "suppress_prefixlength", "sup_pl":
            line.suppressedPrefixLength = try words.value(.integer(0...128), of: word, &context)
            tableOption = word
        case "suppress_ifgroup", "sup_group":
            line.suppressedInterfaceGroup = try words.value(RoutingNames.interfaceGroup, of: word, &context)
            tableOption = word
        case "no_track": line.isUntracked = true
        case "track_group" where kind == .static:
            trackGroup = words.peek
            _ = try words.value(.word("the name of a track_group"), of: word, &context)
        default: return false
        }
        return true
    }

    private mutating func readAction(_ word: Word, _ context: inout ReadingContext) throws(BadLine) {
        let chosen: RuleLine.Action
        switch word.text {
        case "type": return
        case "table", "lookup": chosen = .table(try words.value(RoutingNames.table, of: word, &context))
        case "l3mdev": chosen = .vrfTable
        case "goto": chosen = .goto(try words.value(.prefixed(0...4_294_967_295), of: word, &context))
        case "nop": chosen = .nop
        case "blackhole": chosen = .blackhole
        case "prohibit": chosen = .prohibit
        case "unreachable": chosen = .unreachable
        default:
            try context.fail(
                "unknown word '\(word.text)' in a rule", at: word.position,
                suggestion: Suggestion.closest(to: word.text, among: Self.options))
        }
        guard action == nil else {
            try context.fail("a rule has one action; '\(word.text)' is a second", at: word.position)
        }
        action = chosen
    }

    private func completed(_ context: inout ReadingContext) throws(BadLine) -> RuleLineDraft {
        guard let action else {
            try context.fail("this rule has no action: 'table', 'goto', 'blackhole' …", at: position)
        }
        if case .goto(let target) = action {
            guard let preference, preference < target else {
                try context.fail("'goto \(target)' needs a smaller 'preference' of this rule", at: position)
            }
        }
        if let tableOption, !action.looksInTable {
            try context.fail("'\(tableOption.text)' needs 'table'", at: tableOption.position)
        }
        let family = family ?? .ipv4
        var place = preference ?? 0
        if preference == nil {
            place = context.rulePreferences.take(family)
            context.warning(
                "this rule names no 'preference': \(place) is used, which is probably not what you want", at: position)
        }
        if trackGroup != nil, line.inputInterface == nil, let word = trackGroup {
            context.warning("'track_group' needs 'iif': it is left out", at: word.position)
        }
        var conditions = line
        context.dropForeign(&conditions.ruleProtocol, of: "rule", isTracked: !line.isUntracked, at: position)
        let rule = RuleLine(
            family: family, preference: place, action: action, conditions: conditions,
            position: context.position(of: position))
        return RuleLineDraft(
            line: rule, trackGroup: line.inputInterface == nil ? nil : trackGroup, position: position)
    }
}

extension RuleLine.Action {
    fileprivate var looksInTable: Bool {
        switch self {
        case .table, .vrfTable: true
        default: false
        }
    }
}

extension Argument<FirewallMarkMatch> {
    fileprivate static let firewallMark = Argument(.word("a firewall mark, as N or N/MASK")) { text in
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
            .map { Decimal.prefixed($0).flatMap(UInt32.init(exactly:)) }
        switch (parts.first, parts.count) {
        case (let mark??, 1): return FirewallMarkMatch(mark: mark)
        case (let mark??, 2): return parts[1].map { FirewallMarkMatch(mark: mark, mask: $0) }
        default: return nil
        }
    }
}
