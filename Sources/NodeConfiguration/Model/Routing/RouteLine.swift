package import Addresses

/// A line of `virtual_routes` or `static_routes`.
package struct RouteLine: Hashable, Sendable {
    /// The kernel's kinds of route.
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        case unicast, local, broadcast, anycast, multicast, `throw`, unreachable, prohibit, blackhole, xresolve, nat
    }

    /// What is done where such a route is there already.
    package enum Placement: String, Hashable, Sendable, CaseIterable {
        case add, append, prepend
    }

    /// `pref`, RFC 4191.
    package enum Preference: String, Hashable, Sendable, CaseIterable {
        case low, medium, high
    }

    package internal(set) var kind = Kind.unicast
    /// 0.0.0.0/0 or ::/0 for `default`.
    package internal(set) var destination: Prefix
    /// `src`: the address that packets leave with.
    package internal(set) var source: IPAddress?
    /// `from`: only for packets from there; IPv6.
    package internal(set) var from: Prefix?
    /// `via`, which may be of the other family.
    package internal(set) var gateway: IPAddress?
    /// `dev`
    package internal(set) var interface: InterfaceName?
    /// Nil: the main table, or that of `vrf`.
    package internal(set) var table: RoutingName?
    /// `vrf`: the interface whose table it is.
    package internal(set) var vrf: InterfaceName?
    package internal(set) var scope: RoutingName?
    package internal(set) var tos: RoutingName?
    package internal(set) var routeProtocol: RoutingName?
    /// `metric`, `priority` or `preference`
    package internal(set) var metric: UInt32?
    package internal(set) var isOnLink = false
    package internal(set) var metrics: [RouteMetricLine] = []
    package internal(set) var congestionControl: CongestionControlLine?
    /// `features ecn`
    package internal(set) var usesECN = false
    package internal(set) var realms: RouteRealms?
    /// `quickack`
    package internal(set) var quickAcknowledgement: Bool?
    package internal(set) var preference: Preference?
    /// `expires`, seconds; IPv6.
    package internal(set) var expires: UInt32?
    package internal(set) var encapsulation: RouteEncapsulation?
    /// `ttl-propagate`
    package internal(set) var propagatesTTL: Bool?
    package internal(set) var fastOpenWithoutCookie: Bool?
    package internal(set) var placement = Placement.prepend
    package internal(set) var nextHops: [NextHopLine] = []
    /// `no_track`: its loss is no fault of the instance.
    package internal(set) var isUntracked = false
    /// `track_group`, of static routes only.
    package internal(set) var trackGroup: String?
    package internal(set) var position: SourcePosition

    package init(destination: Prefix, position: SourcePosition) {
        self.destination = destination
        self.position = position
    }

    package var family: AddressFamily { destination.address.family }
}

/// `NAME [lock] NUMBER` of a route.
package struct RouteMetricLine: Hashable, Sendable {
    /// The kernel's RTAX_… metrics that take a number.
    package enum Name: String, Hashable, Sendable, CaseIterable {
        case mtu, advmss, window, rtt, rttvar, cwnd, initcwnd, initrwnd, ssthresh, reordering, hoplimit
        case minimumTimeout = "rto_min"
    }

    package let name: Name
    /// In the kernel's unit: rtt in 1/8 ms, rttvar in 1/4 ms, rto_min in ms.
    package let value: UInt32
    package let isLocked: Bool

    package init(name: Name, value: UInt32, isLocked: Bool = false) {
        self.name = name
        self.value = value
        self.isLocked = isLocked
    }
}

/// `congctl [lock] NAME` of a route.
package struct CongestionControlLine: Hashable, Sendable {
    package let name: String
    package let isLocked: Bool

    package init(name: String, isLocked: Bool = false) {
        self.name = name
        self.isLocked = isLocked
    }
}

/// `realms [FROM/]TO`
package struct RouteRealms: Hashable, Sendable {
    package let from: RoutingName?
    package let to: RoutingName

    package init(from: RoutingName? = nil, to: RoutingName) {
        self.from = from
        self.to = to
    }
}

/// `nexthop …` of a route.
package struct NextHopLine: Hashable, Sendable {
    package internal(set) var gateway: IPAddress?
    package internal(set) var interface: InterfaceName?
    /// 1 to 256.
    package internal(set) var weight = 1
    package internal(set) var isOnLink = false
    package internal(set) var realms: RouteRealms?
    package internal(set) var encapsulation: RouteEncapsulation?

    package init() {}
}

/// `encap …` of a route.
package enum RouteEncapsulation: Hashable, Sendable {
    /// `encap ip` and `encap ip6`; the family is that of the addresses.
    case ip(IPEncapsulation)
    /// `encap mpls`: labels from the outside in, each below 2²⁰.
    case mpls(labels: [UInt32])
    /// `encap ila`: a locator.
    case ila(UInt64)
}

/// `encap ip|ip6 [id N] [dst IP] [src IP] [tos|dsfield|tc N] [ttl|hoplimit N] [flags N]`
package struct IPEncapsulation: Hashable, Sendable {
    package let family: AddressFamily
    package internal(set) var id: UInt64?
    package internal(set) var destination: IPAddress?
    package internal(set) var source: IPAddress?
    package internal(set) var tos: RoutingName?
    package internal(set) var ttl: UInt8?
    package internal(set) var flags: UInt16?

    package init(family: AddressFamily) {
        self.family = family
    }
}
