import LinkAnalysis

/// What the kernel is asked to hand out (pcap-filter(7)).
enum CaptureFilter {
    /// VRRP, the same behind an authentication header, and neighbour advertisements.
    private static let ip = "(ip proto 112) or (ip proto 51) or (ip6 proto 112) or (ip6 proto 51) or \(advertisements)"
    private static let advertisements = "(icmp6 and ip6[40] = 136)"
    private static let arp = "(arp and arp[6:2] <= 2)"

    /// Nil where everything is to be handed out.
    static func expression(for linkType: LinkType) -> String? {
        switch linkType {
        // `vlan` moves every offset that follows it, so that the deepest tags come last.
        case .ethernet: "\(arp) or \(ip) or (vlan and (\(arp) or \(ip) or (vlan and (\(arp) or \(ip)))))"
        case .cooked, .cookedV2: "\(arp) or \(ip)"
        case .raw: ip
        case .rawIPv4, .rawIPv6: nil
        }
    }
}
