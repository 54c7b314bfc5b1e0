/// The files of iproute2 that give numbers names, with the names that are the same on every node.
enum RoutingNames {
    /// rt_tables
    static let table = argument(
        "a routing table", 0...4_294_967_295, ["unspec": 0, "default": 253, "main": 254, "local": 255])
    /// rt_protos
    static let routeProtocol = argument(
        "a routing protocol", 0...255,
        [
            "unspec": 0, "redirect": 1, "kernel": 2, "boot": 3, "static": 4, "gated": 8, "ra": 9, "mrt": 10,
            "zebra": 11, "bird": 12, "dnrouted": 13, "xorp": 14, "ntk": 15, "dhcp": 16, "mrouted": 17,
            "keepalived": 18, "babel": 42, "bgp": 186, "isis": 187, "ospf": 188, "rip": 189, "eigrp": 192,
        ])
    /// rt_scopes
    static let scope = argument(
        "a scope", 0...255, ["global": 0, "universe": 0, "site": 200, "link": 253, "host": 254, "nowhere": 255])
    /// rt_dsfield
    static let tos = argument("a traffic class", 0...255, ["default": 0])
    /// rt_realms
    static let realm = argument("a realm", 0...65_535, ["cosmos": 0])
    /// group
    static let interfaceGroup = argument("an interface group", 0...4_294_967_295, ["default": 0])

    /// `[FROM/]TO`
    static let realms = Argument<RouteRealms>(.word("one realm, or two with '/' between")) { text in
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map { realm.read(String($0)) }
        switch (parts.first, parts.count) {
        case (let to??, 1): return RouteRealms(to: to)
        case (let from??, 2): return parts[1].map { RouteRealms(from: from, to: $0) }
        default: return nil
        }
    }

    /// Numbers of protocols above IP that have the same name everywhere.
    static let transportProtocol = Argument<UInt8>(.word("an IP protocol")) { text in
        let names: [String: UInt8] = [
            "icmp": 1, "igmp": 2, "tcp": 6, "udp": 17, "dccp": 33, "gre": 47, "esp": 50, "ah": 51, "ipv6-icmp": 58,
            "vrrp": 112, "sctp": 132, "udplite": 136,
        ]
        return names[text.lowercased()] ?? Decimal.prefixed(text).flatMap(UInt8.init(exactly:))
    }

    private static func argument(
        _ meaning: String, _ range: ClosedRange<UInt32>, _ names: [String: UInt32]
    ) -> Argument<RoutingName> {
        Argument(.routingName(meaning, range)) { text in
            if let number = names[text] { return .number(number) }
            if let number = Decimal.prefixed(text) {
                return UInt32(exactly: number).flatMap { range.contains($0) ? .number($0) : nil }
            }
            guard let first = text.utf8.first, (0x41...0x5A).contains(first & 0xDF), !text.contains("/") else {
                return nil
            }
            return .name(text)
        }
    }
}

extension Argument where Value: FixedWidthInteger {
    /// A whole number as in C.
    static func prefixed(_ range: ClosedRange<Value>) -> Argument {
        let bounds = Int(clamping: range.lowerBound)...Int(clamping: range.upperBound)
        return Argument(.integer(bounds)) { text in
            guard let value = Decimal.prefixed(text).flatMap(Value.init(exactly:)), range.contains(value)
            else { return nil }
            return value
        }
    }

    /// `A-B` with A at most B, or one number.
    static func range(_ meaning: String) -> Argument<ClosedRange<Value>> {
        Argument<ClosedRange<Value>>(.word("\(meaning), as N or N-M")) { text in
            let parts = text.split(separator: "-", omittingEmptySubsequences: false)
                .map { Decimal.integer($0).flatMap(Value.init(exactly:)) }
            guard (1...2).contains(parts.count), let first = parts.first ?? nil, let last = parts.last ?? nil,
                first <= last
            else { return nil }
            return first...last
        }
    }
}
