package import Addresses

/// A route as it is to be in a routing table. Interfaces are named; their numbers are looked up when it is written.
package struct RouteSpecification: Hashable, Sendable {
    /// The kernel's kinds of route (`RTN_…`).
    package enum Kind: UInt8, Hashable, Sendable, CaseIterable {
        case unicast = 1
        case local, broadcast, anycast, multicast, blackhole, unreachable, prohibit, `throw`, nat, xresolve
    }

    /// Where the route goes among those that differ from it only in their next hops.
    package enum Placement: Hashable, Sendable {
        /// Refused where there is one.
        case add
        case append
        case prepend
    }

    package let family: AddressFamily
    /// 0.0.0.0/0 or ::/0 for the default route.
    package let destination: Prefix
    package var kind = Kind.unicast
    /// Only for packets from there (IPv6).
    package var source: Prefix?
    /// The address that packets of this host leave with.
    package var preferredSource: IPAddress?
    /// The only next hop, unless there are `hops`.
    package var hop = RouteHop()
    package var hops: [RouteHop] = []
    package var table = RouteSpecification.mainTable
    /// The interface of a VRF, whose table it is instead.
    package var vrf: InterfaceName?
    /// `RT_SCOPE_…`; nil: what follows from kind and next hop.
    package var scope: UInt8?
    package var typeOfService: UInt8 = 0
    /// Who made the route (`RTPROT_…`).
    package var origin = RouteSpecification.keepalivedOrigin
    /// Of routes to the same destination the one with the lowest is taken; nil: the family's default.
    package var metric: UInt32?
    package var metrics = RouteMetrics()
    /// RFC 4191: 0 medium, 1 high, 3 low; IPv6.
    package var preference: UInt8?
    /// Seconds; IPv6.
    package var expires: UInt32?
    package var propagatesTTL: Bool?
    package var placement = Placement.prepend

    package init(to destination: Prefix) {
        self.destination = destination
        family = destination.address.family
    }

    /// `RT_TABLE_MAIN`
    package static let mainTable: UInt32 = 254
    /// `RTPROT_KEEPALIVED`: what reads or filters routes by their origin knows ours from before.
    package static let keepalivedOrigin: UInt8 = 18
}

/// A way that a route's packets may take.
package struct RouteHop: Hashable, Sendable {
    /// Of either family.
    package var gateway: IPAddress?
    package var interface: InterfaceName?
    /// Among several: 1 to 256.
    package var weight = 1
    /// The gateway is taken to be on the link, whatever its address says.
    package var isOnLink = false
    package var realms: UInt32?
    package var encapsulation: RouteEncapsulation?

    package init(via gateway: IPAddress? = nil, on interface: InterfaceName? = nil) {
        self.gateway = gateway
        self.interface = interface
    }
}

/// What is known of the path behind a route (`RTAX_…`).
package struct RouteMetrics: Hashable, Sendable {
    /// The kernel's numbers of the metrics.
    package enum Name: UInt16, Hashable, Sendable, CaseIterable {
        case mtu = 2
        case window, rtt, rttvar, ssthresh, cwnd, advmss, reordering, hoplimit, initcwnd, features
        case minimumTimeout, initrwnd, quickACK
        case fastOpenWithoutCookie = 17
    }

    /// In the kernel's units.
    package var values: [Name: UInt32] = [:]
    /// Those that the kernel does not change by itself.
    package var locked: Set<Name> = []
    package var congestionControl: String?
    package var locksCongestionControl = false

    package init() {}
}

/// What is put around a route's packets.
package enum RouteEncapsulation: Hashable, Sendable {
    /// An IP tunnel's header; the family is that of its addresses.
    case ip(TunnelHeader)
    /// From the outside in, each below 2²⁰.
    case mpls(labels: [UInt32])
    /// Identifier-locator addressing: the locator.
    case ila(UInt64)

    package struct TunnelHeader: Hashable, Sendable {
        package let family: AddressFamily
        package var id: UInt64?
        package var destination: IPAddress?
        package var source: IPAddress?
        package var typeOfService: UInt8?
        package var ttl: UInt8?
        package var flags: UInt16?

        package init(family: AddressFamily) {
            self.family = family
        }
    }
}
