package import Addresses

/// What was changed on a host to make it a real server, so that it can be undone.
package struct HostRecord: Hashable, Sendable, Codable {
    /// A virtual IP that the host has.
    package struct Address: Hashable, Sendable, Codable {
        package var address: IPAddress
        package var interface: String
        package var method: RealServerMethod
        /// False where somebody else had put it there before.
        package var isOurs: Bool
    }

    /// An interface that a virtual IP is on.
    package struct Interface: Hashable, Sendable, Codable {
        package var name: String
        package var wasMade: Bool
        package var wasSwitchedOn: Bool
    }

    /// A setting of the kernel.
    package struct Setting: Hashable, Sendable, Codable {
        package var setting: HostSetting
        package var before: Int
        package var after: Int

        package init(setting: HostSetting, before: Int, after: Int) {
            self.setting = setting
            self.before = before
            self.after = after
        }
    }

    /// In the order in which they came.
    package var addresses: [Address] = []
    package var interfaces: [Interface] = []
    package var settings: [Setting] = []

    package init() {}

    package var isEmpty: Bool { addresses.isEmpty && interfaces.isEmpty && settings.isEmpty }
}

/// How packets come from the load balancer.
package enum RealServerMethod: String, Hashable, Sendable, Codable, CaseIterable {
    /// As they are, to the host's hardware address.
    case direct = "dr"
    /// In another IP packet.
    case tunnel
}

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
