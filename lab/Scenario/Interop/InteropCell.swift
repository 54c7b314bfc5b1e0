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

    /// Why there is nothing to prove; nil where there is.
    package var inapplicable: String? {
        switch (peer, feature, role) {
        case (.frr, .unicast, _): "FRR has no unicast"
        case (.frr, .syncGroup, _): "FRR has no sync groups"
        case (.frr, .preemptDelay, .backup): "FRR has no preempt delay"
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
