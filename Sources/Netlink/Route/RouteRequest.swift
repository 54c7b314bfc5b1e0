import Addresses
import CNetlink

/// What `RTM_NEWROUTE` and `RTM_DELROUTE` carry for one route.
struct RouteRequest: Sendable {
    private let route: RouteSpecification
    private let interfaceIndexes: [Int32]
    private let table: UInt32
    /// What tells the route from others is enough then.
    private let isRemoved: Bool

    init(_ route: ResolvedRoute, isRemoved: Bool) {
        self.route = route.specification
        interfaceIndexes = route.interfaceIndexes
        table = route.table
        self.isRemoved = isRemoved
    }

    func write(into writer: inout AttributeWriter) {
        writeHeader(&writer)
        if route.destination.length > 0 { writer.bytes(UInt16(RTA_DST.rawValue), route.destination.address.bytes) }
        if let source = route.source { writer.bytes(UInt16(RTA_SRC.rawValue), source.address.bytes) }
        if let metric = route.metric { writer.number(UInt16(RTA_PRIORITY.rawValue), metric) }
        if let address = route.preferredSource { writer.bytes(UInt16(RTA_PREFSRC.rawValue), address.bytes) }
        if table > UInt8.max { writer.number(UInt16(RTA_TABLE.rawValue), table) }
        if route.hops.isEmpty {
            if let index = interfaceIndexes.first, index != 0 { writer.number(UInt16(RTA_OIF.rawValue), index) }
            write(route.hop, into: &writer)
        } else {
            writer.bytes(UInt16(RTA_MULTIPATH.rawValue), multipath())
        }
        guard !isRemoved else { return }
        if let preference = route.preference { writer.number(UInt16(RTA_PREF.rawValue), preference) }
        if let expires = route.expires { writer.number(UInt16(RTA_EXPIRES.rawValue), expires) }
        if let propagates = route.propagatesTTL {
            writer.number(UInt16(RTA_TTL_PROPAGATE.rawValue), UInt8(propagates ? 1 : 0))
        }
        route.metrics.write(into: &writer)
    }

    /// `struct rtmsg`
    private func writeHeader(_ writer: inout AttributeWriter) {
        writer.fixed(UInt8(route.family.kernelNumber))
        writer.fixed(UInt8(route.destination.length))
        writer.fixed(UInt8(route.source?.length ?? 0))
        writer.fixed(route.typeOfService)
        writer.fixed(UInt8(table > UInt8.max ? UInt8(RT_TABLE_UNSPEC.rawValue) : UInt8(table)))
        writer.fixed(route.origin)
        writer.fixed(scope)
        writer.fixed(route.kind.rawValue)
        let isOnLink = route.hops.isEmpty && route.hop.isOnLink
        writer.fixed(UInt32(isOnLink ? RTNH_F_ONLINK : 0))
    }

    /// As `ip route` takes it from kind and next hop; IPv6 knows none.
    private var scope: UInt8 {
        if let scope = route.scope { return scope }
        guard route.family == .ipv4 else { return UInt8(RT_SCOPE_UNIVERSE.rawValue) }
        switch route.kind {
        case .local, .nat:
            return UInt8(RT_SCOPE_HOST.rawValue)
        case .broadcast, .multicast, .anycast:
            return UInt8(RT_SCOPE_LINK.rawValue)
        case .unicast:
            let isDirect = route.hops.isEmpty && route.hop.gateway == nil && route.hop.encapsulation == nil
            return UInt8((isDirect ? RT_SCOPE_LINK : RT_SCOPE_UNIVERSE).rawValue)
        case .blackhole, .unreachable, .prohibit, .throw, .xresolve:
            return UInt8(RT_SCOPE_UNIVERSE.rawValue)
        }
    }

    private func write(_ hop: RouteHop, into writer: inout AttributeWriter) {
        if let gateway = hop.gateway {
            if gateway.family == route.family {
                writer.bytes(UInt16(RTA_GATEWAY.rawValue), gateway.bytes)
            } else {
                // struct rtvia
                let family = UInt16(gateway.family.kernelNumber)
                let bytes = [UInt8(truncatingIfNeeded: family), UInt8(truncatingIfNeeded: family >> 8)]
                writer.bytes(UInt16(RTA_VIA.rawValue), bytes + gateway.bytes)
            }
        }
        if let realms = hop.realms { writer.number(UInt16(RTA_FLOW.rawValue), realms) }
        hop.encapsulation?.write(into: &writer)
    }

    /// A `struct rtnexthop` for each hop, its attributes behind it.
    private func multipath() -> [UInt8] {
        var all = AttributeWriter()
        for (hop, interfaceIndex) in zip(route.hops, interfaceIndexes) {
            var attributes = AttributeWriter()
            write(hop, into: &attributes)
            all.fixed(UInt16(truncatingIfNeeded: MemoryLayout<rtnexthop>.size + attributes.bytes.count))
            all.fixed(UInt8(hop.isOnLink ? UInt8(RTNH_F_ONLINK) : 0))
            all.fixed(UInt8(clamping: hop.weight - 1))
            all.fixed(interfaceIndex)
            for byte in attributes.bytes { all.fixed(byte) }
        }
        return all.bytes
    }
}

extension RouteMetrics {
    fileprivate func write(into writer: inout AttributeWriter) {
        // The kernel heeds a minimum timeout only where it is locked.
        let locked = values[.minimumTimeout] == nil ? locked : locked.union([.minimumTimeout])
        var locks = locked.reduce(UInt32(0)) { $0 | 1 << UInt32($1.rawValue) }
        if locksCongestionControl { locks |= 1 << UInt32(RTAX_CC_ALGO) }
        guard !values.isEmpty || congestionControl != nil else { return }
        writer.nested(UInt16(RTA_METRICS.rawValue)) { writer in
            if locks != 0 { writer.number(UInt16(RTAX_LOCK), locks) }
            for name in Name.allCases {
                if let value = values[name] { writer.number(name.rawValue, value) }
            }
            if let congestionControl { writer.text(UInt16(RTAX_CC_ALGO), congestionControl) }
        }
    }
}

extension RouteEncapsulation {
    fileprivate func write(into writer: inout AttributeWriter) {
        switch self {
        case .ip(let header):
            let kind = header.family == .ipv4 ? LWTUNNEL_ENCAP_IP : LWTUNNEL_ENCAP_IP6
            writer.number(UInt16(RTA_ENCAP_TYPE.rawValue), UInt16(kind.rawValue))
            writer.nested(UInt16(RTA_ENCAP.rawValue), header.write)
        case .mpls(let labels):
            writer.number(UInt16(RTA_ENCAP_TYPE.rawValue), UInt16(LWTUNNEL_ENCAP_MPLS.rawValue))
            writer.nested(UInt16(RTA_ENCAP.rawValue)) { writer in
                writer.bytes(UInt16(MPLS_IPTUNNEL_DST), Self.labelStack(labels))
            }
        case .ila(let locator):
            writer.number(UInt16(RTA_ENCAP_TYPE.rawValue), UInt16(LWTUNNEL_ENCAP_ILA.rawValue))
            writer.nested(UInt16(RTA_ENCAP.rawValue)) { writer in
                writer.number(UInt16(ILA_ATTR_LOCATOR), locator.bigEndian)
            }
        }
    }

    /// RFC 3032 §2.1: 20 bits of label, three of traffic class, the bottom's mark, and the TTL.
    private static func labelStack(_ labels: [UInt32]) -> [UInt8] {
        labels.enumerated().flatMap { place, label in
            let entry = label << 12 | (place == labels.count - 1 ? 1 << 8 : 0)
            return stride(from: 24, through: 0, by: -8).map { UInt8(truncatingIfNeeded: entry >> UInt32($0)) }
        }
    }
}

extension RouteEncapsulation.TunnelHeader {
    /// `LWTUNNEL_IP_…` and `LWTUNNEL_IP6_…` have the same numbers.
    fileprivate func write(into writer: inout AttributeWriter) {
        if let id { writer.number(UInt16(LWTUNNEL_IP_ID.rawValue), id.bigEndian) }
        if let destination { writer.bytes(UInt16(LWTUNNEL_IP_DST.rawValue), destination.bytes) }
        if let source { writer.bytes(UInt16(LWTUNNEL_IP_SRC.rawValue), source.bytes) }
        if let ttl { writer.number(UInt16(LWTUNNEL_IP_TTL.rawValue), ttl) }
        if let typeOfService { writer.number(UInt16(LWTUNNEL_IP_TOS.rawValue), typeOfService) }
        if let flags { writer.number(UInt16(LWTUNNEL_IP_FLAGS.rawValue), flags.bigEndian) }
    }
}
