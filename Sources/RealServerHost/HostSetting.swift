/// A setting of the kernel that matters on a real server: a file of /proc/sys.
package struct HostSetting: Hashable, Sendable, Codable, Comparable, CustomStringConvertible {
    /// Below /proc/sys.
    package let path: String

    package init(_ name: String, of interface: String) {
        path = "net/ipv4/conf/\(interface)/\(name)"
    }

    package init(from decoder: any Decoder) throws {
        path = try decoder.singleValueContainer().decode(String.self)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(path)
    }

    package var description: String { path }

    package static func < (left: HostSetting, right: HostSetting) -> Bool { left.path < right.path }

    /// 1: ARP requests are answered for addresses of the interface that they came in by only.
    static let arpIgnore = HostSetting("arp_ignore", of: "all")
    /// 2: ARP requests name the interface's own address as their sender.
    static let arpAnnounce = HostSetting("arp_announce", of: "all")
    static let reversePathOfAll = HostSetting("rp_filter", of: "all")

    static func reversePath(of interface: String) -> HostSetting { HostSetting("rp_filter", of: interface) }
}
