import Addresses

extension RouteLine {
    /// The words of its line; those that read on to the next word that they do not know come last.
    var words: [String] {
        var words = kind == .unicast ? [] : [kind.rawValue]
        words.append(destination.description)
        words.add("from", from)
        words.add("src", source)
        if let gateway { words += gateway.gatewayWords(in: family) }
        words.add("dev", interface)
        words.add("vrf", vrf)
        words.add("table", table?.word)
        words.add("scope", scope?.word)
        words.add("tos", tos?.word)
        words.add("protocol", routeProtocol?.word)
        words.add("metric", metric)
        if isOnLink { words.append("onlink") }
        words += metrics.flatMap(\.words)
        if let congestionControl { words += congestionControl.words }
        if usesECN { words += ["features", "ecn"] }
        words.add("realms", realms?.word)
        words.add("quickack", quickAcknowledgement.map { $0 ? "1" : "0" })
        words.add("pref", preference?.rawValue)
        words.add("expires", expires)
        words.add("ttl-propagate", propagatesTTL.map { $0 ? "enabled" : "disabled" })
        words.add("fastopen_no_cookie", fastOpenWithoutCookie.map { $0 ? "1" : "0" })
        if placement != .prepend { words.append(placement.rawValue) }
        if isUntracked { words.append("no_track") }
        words.add("track_group", trackGroup)
        if let encapsulation { words += encapsulation.words }
        return words + nextHops.flatMap { $0.words(in: family) }
    }
}

extension RouteMetricLine {
    /// A bare number counts the kernel's units.
    fileprivate var words: [String] {
        [name.rawValue] + (isLocked ? ["lock"] : []) + [value.description]
    }
}

extension CongestionControlLine {
    fileprivate var words: [String] { ["congctl"] + (isLocked ? ["lock"] : []) + [name] }
}

extension RouteRealms {
    var word: String { (from.map { $0.word + "/" } ?? "") + to.word }
}

extension NextHopLine {
    fileprivate func words(in family: AddressFamily) -> [String] {
        var words = ["nexthop"]
        if let gateway { words += gateway.gatewayWords(in: family) }
        words.add("dev", interface)
        words.add("weight", weight)
        if isOnLink { words.append("onlink") }
        words.add("realms", realms?.word)
        if let encapsulation { words += encapsulation.words }
        return words
    }
}

extension RouteEncapsulation {
    fileprivate var words: [String] {
        switch self {
        case .ip(let encapsulation): encapsulation.words
        case .mpls(let labels): ["encap", "mpls", labels.map(\.description).joined(separator: "/")]
        case .ila(let locator):
            [
                "encap", "ila",
                [48, 32, 16, 0].map { String(locator >> UInt64($0) & 0xFFFF, radix: 16) }.joined(separator: ":"),
            ]
        }
    }
}

extension IPEncapsulation {
    fileprivate var words: [String] {
        var words = ["encap", family == .ipv4 ? "ip" : "ip6"]
        words.add("id", id)
        words.add("dst", destination)
        words.add("src", source)
        words.add("tos", tos?.word)
        words.add("ttl", ttl)
        words.add("flags", flags)
        return words
    }
}

extension IPAddress {
    /// `via`, which says the family where it is not the route's.
    fileprivate func gatewayWords(in routeFamily: AddressFamily) -> [String] {
        ["via"] + (family == routeFamily ? [] : [family == .ipv4 ? "inet" : "inet6"]) + [description]
    }
}

extension [String] {
    /// A word with its argument; nothing where there is none.
    mutating func add(_ word: String, _ argument: (some CustomStringConvertible)?) {
        if let argument { self += [word, argument.description] }
    }
}
