package import Deadlines

/// The configuration of one node of a combination, in keepalived's words and in FRR's.
package struct InteropConfiguration: Sendable {
    package static let virtualRouterID = 51
    package static let preferredPriority = 150
    package static let otherPriority = 100
    /// How long the preferred node waits with `preempt_delay`.
    package static let preemptDelay = Nanoseconds.seconds(6)

    private let feature: InteropCell.Feature
    private let isPreferred: Bool

    package init(_ feature: InteropCell.Feature, isPreferred: Bool) {
        self.feature = feature
        self.isPreferred = isPreferred
    }

    /// The virtual addresses with prefix lengths.
    package static func addresses(of feature: InteropCell.Feature) -> [String] {
        feature == .ipv6 ? ["fe80::100/64", "2001:db8::100/64"] : ["192.0.2.100/24"]
    }

    /// The addresses to look for on a node.
    package static func watched(_ feature: InteropCell.Feature) -> [String] {
        switch feature {
        case .ipv6: ["2001:db8::100"]
        case .syncGroup: ["192.0.2.100", "10.0.0.254"]
        default: ["192.0.2.100"]
        }
    }

    private var priority: Int { isPreferred ? Self.preferredPriority : Self.otherPriority }
    private var version: Int { feature == .version2 || feature == .preemptDelay ? 2 : 3 }

    /// As keepalived.conf.
    package var keepalived: String {
        """
        global_defs {
            router_id \(isPreferred ? "preferred" : "other")
            vrrp_version \(version)
        }

        \(instance("VI_1", on: "front", id: Self.virtualRouterID, addresses: Self.addresses(of: feature)))
        \(feature == .syncGroup ? second : "")
        """
    }

    private func instance(_ name: String, on interface: String, id: Int, addresses: [String]) -> String {
        """
        vrrp_instance \(name) {
            state BACKUP
            interface \(interface)
            virtual_router_id \(id)
            priority \(priority)
            advert_int 1
            \(featureLines)
            virtual_ipaddress {
                \(addresses.joined(separator: "\n        "))
            }
        }
        """
    }

    /// The instance that shares the group's fate.
    private var second: String {
        """
        \(instance("VI_2", on: "back", id: Self.virtualRouterID + 1, addresses: ["10.0.0.254/24"]))

        vrrp_sync_group VG_1 {
            group {
                VI_1
                VI_2
            }
        }
        """
    }

    private var featureLines: String {
        switch feature {
        case .version2, .version3, .ipv6, .syncGroup: ""
        case .unicast:
            """
            unicast_src_ip 192.0.2.\(isPreferred ? 1 : 2)
                unicast_peer {
                    192.0.2.\(isPreferred ? 2 : 1)
                }
            """
        case .virtualMAC: "use_vmac"
        case .preemptDelay: isPreferred ? "preempt_delay \(Self.preemptDelay.count / 1_000_000_000)" : ""
        }
    }

    /// As frr.conf.
    package var frr: String {
        let id = Self.virtualRouterID
        let family = feature == .ipv6 ? "ipv6" : "ip"
        let addresses = Self.addresses(of: feature).map { $0.split(separator: "/")[0] }
        return """
            interface front
             vrrp \(id) version \(version)
             vrrp \(id) priority \(priority)
             vrrp \(id) advertisement-interval 1000
            \(addresses.map { " vrrp \(id) \(family) \($0)" }.joined(separator: "\n"))
            exit

            """
    }
}
