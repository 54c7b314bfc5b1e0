/// Why a received packet was dropped without any effect. The counters are indexed by it.
public enum DiscardReason: Int, Error, Hashable, Sendable, CaseIterable {
    /// The IP header, or its length against what was received, is not sound.
    case ipHeader
    /// TTL or hop limit is not 255 (RFC 9568 §5.1.1.3, §5.1.2.3), or for a unicast peer not within its limits.
    case hopLimit
    /// Not sent to the VRRP multicast group; for a unicast instance: sent to a group.
    case destination
    /// A unicast instance that checks its sources, and the source is none of its peers (`check_unicast_src`).
    case unknownPeer
    /// The source is an address of this node: forged, or a packet of this node that came back through a loop.
    case ownAddress
    /// Shorter than its own fields say.
    case truncated
    /// Longer than its own fields say.
    case surplusBytes
    /// Not the version that the router is configured with (RFC 9568 §7.1).
    case version
    /// Not an ADVERTISEMENT, type 1 (RFC 9568 §5.2.2).
    case type
    /// The checksum is wrong (RFC 9568 §5.2.8).
    case checksum
    /// No router with this VRID on the interface it came in on (RFC 9568 §7.1).
    case virtualRouterID
    /// Version 3 without a single address (RFC 9568 §5.2.5).
    case addressCount
    /// Version 2 with an authentication type that does not exist or is not supported (RFC 2338 §5.3.6).
    case authenticationType
    /// Version 2 with a password where none is configured.
    case authenticationUnexpected
    /// Version 2 without a password where one is configured.
    case authenticationMissing
    /// Version 2 with another password.
    case authenticationFailed
    /// Version 2 with another interval than configured (RFC 3768 §7.1), version 3 with interval 0.
    case interval
    /// Version 2 with other addresses than configured, from a router that is not the owner (RFC 3768 §7.1).
    case addressList
    /// IPv6 without a link-local address first, in strict mode (RFC 9568 §5.2.9).
    case linkLocalMissing
    /// What follows the message has the length of keepalived's authentication trailer and is none.
    case trailer
    /// Not signed, where `auth_hmac` enforces it.
    case trailerMissing
    /// Signed at a time too far from ours.
    case trailerTime
    /// Signed by a key that is not configured.
    case trailerKey
    /// Not what our key makes of the message.
    case trailerCode
    /// Signed before what its sender signed last: a recording.
    case trailerReplay
}

extension DiscardReason: CustomStringConvertible {
    /// The reason's name in counters and metrics, in lower case with underscores.
    public var description: String {
        switch self {
        case .ipHeader: "ip_header"
        case .hopLimit: "ttl"
        case .destination: "destination"
        case .unknownPeer: "unknown_peer"
        case .ownAddress: "own_address"
        case .truncated: "truncated"
        case .surplusBytes: "surplus_bytes"
        case .version: "version"
        case .type: "type"
        case .checksum: "checksum"
        case .virtualRouterID: "vrid"
        case .addressCount: "address_count"
        case .authenticationType: "auth_type"
        case .authenticationUnexpected: "auth_unexpected"
        case .authenticationMissing: "auth_missing"
        case .authenticationFailed: "auth_failed"
        case .interval: "interval"
        case .addressList: "address_list"
        case .linkLocalMissing: "link_local"
        case .trailer: "hmac_malformed"
        case .trailerMissing: "hmac_missing"
        case .trailerTime: "hmac_stale"
        case .trailerKey: "hmac_unknown_key"
        case .trailerCode: "hmac_invalid"
        case .trailerReplay: "hmac_replay"
        }
    }
}

/// How many packets were dropped for each reason.
public struct DiscardCounters: Hashable, Sendable {
    private var counts = [UInt64](repeating: 0, count: DiscardReason.allCases.count)

    public init() {}

    public subscript(reason: DiscardReason) -> UInt64 { counts[reason.rawValue] }

    /// Adds one packet.
    public mutating func count(_ reason: DiscardReason) {
        counts[reason.rawValue] &+= 1
    }

    /// Every reason with its count, in the order of declaration.
    public var all: [(reason: DiscardReason, count: UInt64)] {
        DiscardReason.allCases.map { ($0, self[$0]) }
    }
}
