/// One combination that other VRRP programs are proved with: our role, the peer, and what the two speak.
package struct InteropCell: Hashable, Sendable {
    /// Programs that we speak with.
    package enum Peer: String, CaseIterable, Sendable {
        case keepalived = "keepalived 2.2.7"
        case frr = "FRR vrrpd 8.4"
    }

    /// What both are configured with.
    package enum Feature: String, CaseIterable, Sendable {
        case version2 = "VRRP v2"
        case version3 = "VRRP v3"
        case ipv6 = "v3, IPv6"
        case unicast = "unicast (v3)"
        case syncGroup = "sync group of two instances"
        case virtualMAC = "virtual MAC"
        case preemptDelay = "preempt delay"

        /// What is in both files for it, in keepalived's words.
        package var settings: String {
            switch self {
            case .version2: "`vrrp_version 2`"
            case .version3: "`vrrp_version 3`"
            case .ipv6: "a link-local and a global address, version 3"
            case .unicast: "`unicast_src_ip`, `unicast_peer`, version 3"
            case .syncGroup: "a `vrrp_sync_group` of two instances on two interfaces, version 3"
            case .virtualMAC: "`use_vmac`, version 3; FRR as always"
            case .preemptDelay: "`preempt_delay` on the preferred node, version 2"
            }
        }

        /// What is looked at beside what is looked at always.
        package var proof: String {
            switch self {
            case .version2, .version3: "nothing"
            case .ipv6: "the global address moves"
            case .unicast: "nothing goes to the multicast group"
            case .syncGroup: "the addresses of both instances are on the same node"
            case .virtualMAC: "a client finds the address at 00:00:5e:00:01:33, whoever is master"
            case .preemptDelay: "the preferred node waits that long before it takes over"
            }
        }
    }

    /// Which of the two has the higher priority.
    package enum Role: String, CaseIterable, Sendable {
        case master = "preferred master"
        case backup
    }

    package let peer: Peer
    package let feature: Feature
    /// Ours.
    package let role: Role

    package init(peer: Peer, feature: Feature, role: Role) {
        self.peer = peer
        self.feature = feature
        self.role = role
    }

    /// Why there is nothing to prove; nil where there is.
    package var inapplicable: String? {
        switch (peer, feature, role) {
        case (.frr, .unicast, _): "FRR has no unicast"
        case (.frr, .syncGroup, _): "FRR has no sync groups"
        case (.frr, .preemptDelay, .backup): "FRR has no preempt delay, so it cannot be the node that waits"
        default: nil
        }
    }

    /// All combinations, those without sense included.
    package static var all: [InteropCell] {
        Feature.allCases.flatMap { feature in
            Peer.allCases.flatMap { peer in
                Role.allCases.map { InteropCell(peer: peer, feature: feature, role: $0) }
            }
        }
    }
}

extension InteropCell: CustomStringConvertible {
    package var description: String { "\(feature.rawValue) with \(peer.rawValue), swiftlvsd \(role.rawValue)" }
}
