import CNetlink

/// A setting of IPv4 on one interface: a file of /proc/sys/net/ipv4/conf/INTERFACE, set by netlink, which needs no
/// writable /proc/sys.
package enum IPv4Switch: Hashable, Sendable, CaseIterable {
    /// A secondary address takes the place of a primary one that goes, instead of going with it.
    case promoteSecondaries
    /// 1: ARP requests are answered for addresses of the interface they came in by only.
    case arpIgnore
    /// 2: an ARP request names the interface's own best address as its sender, not the one that the packet comes from.
    case arpAnnounce
    /// 1: ARP requests are answered only where the answer would leave by the interface they came in by.
    case arpFilter
    /// 1: packets from addresses of this host are taken.
    case acceptLocal
    /// 1: packets are taken only where the answer would leave by the interface they came in by.
    case reversePathFilter
    /// 1: ICMP redirects are sent.
    case sendRedirects

    /// `IPV4_DEVCONF_…`
    var kernelNumber: Int {
        switch self {
        case .promoteSecondaries: IPV4_DEVCONF_PROMOTE_SECONDARIES
        case .arpIgnore: IPV4_DEVCONF_ARP_IGNORE
        case .arpAnnounce: IPV4_DEVCONF_ARP_ANNOUNCE
        case .arpFilter: IPV4_DEVCONF_ARPFILTER
        case .acceptLocal: IPV4_DEVCONF_ACCEPT_LOCAL
        case .reversePathFilter: IPV4_DEVCONF_RP_FILTER
        case .sendRedirects: IPV4_DEVCONF_SEND_REDIRECTS
        }
    }
}

extension IPv4Switch: CustomStringConvertible {
    /// The file's name.
    package var description: String {
        switch self {
        case .promoteSecondaries: "promote_secondaries"
        case .arpIgnore: "arp_ignore"
        case .arpAnnounce: "arp_announce"
        case .arpFilter: "arp_filter"
        case .acceptLocal: "accept_local"
        case .reversePathFilter: "rp_filter"
        case .sendRedirects: "send_redirects"
        }
    }
}
