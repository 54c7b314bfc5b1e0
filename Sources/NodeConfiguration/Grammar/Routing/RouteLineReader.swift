import Addresses

/// Reads one route.
struct RouteLineReader {
    private var words: LineWords
    private let kind: AddressLineBlock.Kind
    private let position: SourceOffset

    /// Everything but the destination, whose family others may decide.
    private var line: RouteLine
    private var destination: Prefix?
    private var isDefault = false
    private var family: AddressFamily?
    /// The family of a gateway that does not say it is of another than the route.
    private var gatewayFamily: AddressFamily?
    private var trackGroup: Word?

    private static let metrics = Set(RouteMetricLine.Name.allCases.map(\.rawValue))
    /// What may follow, for suggestions and to tell options from destinations.
    private static let options =
        [
            "to", "default", "src", "from", "via", "gw", "dev", "oif", "table", "vrf", "scope", "tos", "dsfield",
            "protocol", "metric", "priority", "preference", "onlink", "realms", "quickack", "congctl", "features",
            "pref", "expires", "encap", "ttl-propagate", "fastopen_no_cookie", "no_track", "track_group", "nexthop",
            "or", "type", "inet", "inet6",
        ] + metrics.sorted() + RouteLine.Placement.allCases.map(\.rawValue) + RouteLine.Kind.allCases.map(\.rawValue)

    init(_ statement: Statement, _ kind: AddressLineBlock.Kind, _ context: ReadingContext) {
        words = LineWords(statement)
        self.kind = kind
        position = statement.position
        line = RouteLine(destination: .everywhere(.ipv4), position: context.position(of: statement.position))
    }

    mutating func read(_ context: inout ReadingContext) throws(BadLine) -> RouteLineDraft {
        while let word = words.next() {
            if try readAddress(word, &context) { continue }
            if try readNumber(word, &context) { continue }
            if try readChoice(word, &context) { continue }
            try readDestination(word, &context)
        }
        return try completed(&context)
    }

    // MARK: Where to

    /// Reads a word that addresses or interfaces follow; false for any other.
    private mutating func readAddress(_ word: Word, _ context: inout ReadingContext) throws(BadLine) -> Bool {
        switch word.text {
        case "to":
            guard let next = words.next() else {
                try context.fail("'to' needs \(ArgumentKind.prefix)", at: word.position)
            }
            try readDestination(next, &context)
        case "src":
            line.source = try words.value(.address, of: word, &context)
            try agree(line.source?.family, word, &context)
        case "from":
            line.from = try words.value(.prefix, of: word, &context)
            try agree(line.from?.address.family, word, &context)
        case "via", "gw":
            try readGateway(word, &context)
        case "or":
            context.warning("'or' is an old way to write a second 'nexthop via'", at: word.position)
            try readSecondGateway(word, &context)
        case "dev", "oif":
            line.interface = try words.value(.interfaceName, of: word, &context)
        case "vrf":
            line.vrf = try words.value(.interfaceName, of: word, &context)
        case "inet", "inet6":
            try agree(word.text == "inet" ? .ipv4 : .ipv6, word, &context)
            words.skipDummy(knowing: Self.options)
        case "nexthop":
            line.nextHops.append(try readNextHop(word, &context))
        default:
            return false
        }
        return true
    }

    /// A gateway may be of the other family, which its word says where it has to.
    private mutating func readGateway(_ word: Word, _ context: inout ReadingContext) throws(BadLine) {
        let isSaid = words.take("inet") || words.take("inet6")
        let gateway = try words.value(.address, of: word, &context)
        line.gateway = gateway
        if !isSaid { gatewayFamily = gateway.family }
    }

    /// `via A or B`: two next hops.
    private mutating func readSecondGateway(_ word: Word, _ context: inout ReadingContext) throws(BadLine) {
        let second = try words.value(.address, of: word, &context)
        guard let first = line.gateway else {
            try context.fail("'or' needs a 'via' before it", at: word.position)
        }
        line.gateway = nil
        line.nextHops = [first, second].map { address in
            var hop = NextHopLine()
            hop.gateway = address
            return hop
        }
    }

    private mutating func readDestination(_ word: Word, _ context: inout ReadingContext) throws(BadLine) {
        let text = word.text
        if text == "type" { return }
        if let type = RouteLine.Kind(rawValue: text) {
            line.kind = type
            return
        }
        guard destination == nil, !isDefault else { try refuse(word, &context) }
        if text == "default" || text == "any" || text == "all" {
            isDefault = true
            return
        }
        guard let prefix = Prefix(text) else { try refuse(word, &context) }
        destination = prefix
        try agree(prefix.address.family, word, &context)
    }

    private func refuse(_ word: Word, _ context: inout ReadingContext) throws(BadLine) -> Never {
        try context.fail(
            "unknown word '\(word.text)' in a route", at: word.position,
            suggestion: Suggestion.closest(to: word.text, among: Self.options))
    }

    /// Everything that has a family has the same one.
    private mutating func agree(
        _ other: AddressFamily?, _ word: Word, _ context: inout ReadingContext
    ) throws(BadLine) {
        guard let other else { return }
        guard family == nil || family == other else {
            try context.fail("'\(word.text)' is not of the family of the rest of this route", at: word.position)
        }
        family = other
    }

    // MARK: How

    /// Reads a word that a number follows; false for any other.
    private mutating func readNumber(_ word: Word, _ context: inout ReadingContext) throws(BadLine) -> Bool {
        switch word.text {
        case "table": line.table = try words.value(RoutingNames.table, of: word, &context)
        case "scope": line.scope = try words.value(RoutingNames.scope, of: word, &context)
        case "tos", "dsfield": line.tos = try words.value(RoutingNames.tos, of: word, &context)
        case "protocol": line.routeProtocol = try words.value(RoutingNames.routeProtocol, of: word, &context)
        case "metric", "priority", "preference":
            line.metric = try words.value(.prefixed(0...4_294_967_295), of: word, &context)
        case "expires": line.expires = try words.value(.integer(0...2_147_483_647), of: word, &context)
        case "quickack": line.quickAcknowledgement = try words.value(.zeroOrOne, of: word, &context)
        case "fastopen_no_cookie": line.fastOpenWithoutCookie = try words.value(.zeroOrOne, of: word, &context)
        case "realms": line.realms = try words.value(RoutingNames.realms, of: word, &context)
        case let text where Self.metrics.contains(text): try readMetric(word, &context)
        default: return false
        }
        return true
    }

    private mutating func readMetric(_ word: Word, _ context: inout ReadingContext) throws(BadLine) {
        guard let name = RouteMetricLine.Name(rawValue: word.text) else { return }
        let isLocked = words.take("lock")
        let value = try words.value(name.argument, of: word, &context)
        line.metrics.removeAll { $0.name == name }
        line.metrics.append(RouteMetricLine(name: name, value: value, isLocked: isLocked))
    }

    /// Reads a word that is a choice, or one that follows; false for any other.
    private mutating func readChoice(_ word: Word, _ context: inout ReadingContext) throws(BadLine) -> Bool {
        switch word.text {
        case "onlink": line.isOnLink = true
        case "no_track": line.isUntracked = true
        case "features":
            _ = try words.value(.choice(["ecn"]), of: word, &context)
            line.usesECN = true
        case "congctl":
            let isLocked = words.take("lock")
            let name = try words.value(.word("the name of a congestion control"), of: word, &context)
            line.congestionControl = CongestionControlLine(name: name, isLocked: isLocked)
        case "pref": line.preference = try words.value(.oneOf(), of: word, &context)
        case "ttl-propagate": line.propagatesTTL = try words.value(.enabledOrDisabled, of: word, &context)
        case "encap": line.encapsulation = try RouteEncapsulation.read(word, &words, &context)
        case "track_group" where kind == .static:
            trackGroup = words.peek
            _ = try words.value(.word("the name of a track_group"), of: word, &context)
        case let text:
            guard let placement = RouteLine.Placement(rawValue: text) else { return false }
            line.placement = placement
        }
        return true
    }

    private mutating func readNextHop(_ keyword: Word, _ context: inout ReadingContext) throws(BadLine) -> NextHopLine {
        var hop = NextHopLine()
        while let word = words.peek {
            switch word.text {
            case "via":
                _ = words.next()
                if !words.take("inet") { _ = words.take("inet6") }
                hop.gateway = try words.value(.address, of: word, &context)
            case "dev":
                _ = words.next()
                hop.interface = try words.value(.interfaceName, of: word, &context)
            case "weight":
                _ = words.next()
                hop.weight = try words.value(.integer(1...256), of: word, &context)
            case "onlink":
                _ = words.next()
                hop.isOnLink = true
            case "realms":
                _ = words.next()
                hop.realms = try words.value(RoutingNames.realms, of: word, &context)
            case "encap":
                _ = words.next()
                hop.encapsulation = try RouteEncapsulation.read(word, &words, &context)
            default:
                return try checked(hop, keyword, &context)
            }
        }
        return try checked(hop, keyword, &context)
    }

    private func checked(
        _ hop: NextHopLine, _ keyword: Word, _ context: inout ReadingContext
    ) throws(BadLine) -> NextHopLine {
        guard hop.gateway != nil || hop.interface != nil else {
            try context.fail("'nexthop' needs 'via' or 'dev'", at: keyword.position)
        }
        return hop
    }

    // MARK: The whole

    private func completed(_ context: inout ReadingContext) throws(BadLine) -> RouteLineDraft {
        let family = family ?? gatewayFamily ?? line.nextHops.first?.gateway?.family ?? .ipv4
        guard let destination = destination ?? (isDefault ? .everywhere(family) : nil) else {
            try context.fail("this route has no destination", at: position)
        }
        var route = line
        route.destination = destination
        guard route.nextHops.isEmpty || (route.gateway == nil && route.interface == nil) else {
            try context.fail("a route has 'nexthop', or 'via' and 'dev' of its own, not both", at: position)
        }
        if family == .ipv6, route.gateway?.family == .ipv4 {
            try context.fail("an IPv6 route has no IPv4 gateway", at: position)
        }
        if family == .ipv4, route.from != nil || route.expires != nil || route.preference != nil {
            try context.fail("'from', 'expires' and 'pref' belong to IPv6 routes", at: position)
        }
        context.dropForeign(&route.routeProtocol, of: "route", isTracked: !route.isUntracked, at: position)
        if trackGroup != nil, route.interface == nil, let word = trackGroup {
            context.warning("'track_group' needs 'dev': it is left out", at: word.position)
        }
        return RouteLineDraft(
            line: route, trackGroup: route.interface == nil ? nil : trackGroup, position: position)
    }
}

extension Prefix {
    /// 0.0.0.0/0 or ::/0.
    static func everywhere(_ family: AddressFamily) -> Prefix {
        let any = family == .ipv4 ? IPAddress.v4(.any) : .v6(.any)
        return Prefix(any, length: 0) ?? Prefix(host: any)
    }
}

extension LineWords {
    /// keepalived's `inet` and `inet6` swallow the next word, so that files hold one there that means nothing.
    mutating func skipDummy(knowing options: [String]) {
        guard let word = peek?.text, !options.contains(word), Prefix(word) == nil else { return }
        _ = next()
    }
}

extension ReadingContext {
    /// What is followed is known by its protocol, which is the daemon's own then.
    mutating func dropForeign(
        _ given: inout RoutingName?, of kind: String, isTracked: Bool, at position: SourceOffset
    ) {
        guard isTracked, let name = given, name != .number(18) else { return }
        warning("a \(kind) with a 'protocol' of its own needs 'no_track': the protocol is left out", at: position)
        given = nil
    }
}
