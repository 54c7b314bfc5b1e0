/// How captured frames begin, by libpcap's numbers for Linux (pcap-linktype(7)).
package enum LinkType: Int32, Hashable, Sendable, CaseIterable {
    /// Ethernet.
    case ethernet = 1
    /// An IPv4 or IPv6 packet without anything before it.
    case raw = 12
    /// Linux cooked capture, as `any` and links without a header of their own give it.
    case cooked = 113
    /// An IPv4 packet.
    case rawIPv4 = 228
    /// An IPv6 packet.
    case rawIPv6 = 229
    /// Linux cooked capture, version 2, with the interface's index.
    case cookedV2 = 276
}

extension LinkType: CustomStringConvertible {
    package var description: String {
        switch self {
        case .ethernet: "Ethernet"
        case .raw: "raw IP"
        case .cooked: "Linux cooked v1"
        case .rawIPv4: "raw IPv4"
        case .rawIPv6: "raw IPv6"
        case .cookedV2: "Linux cooked v2"
        }
    }
}
