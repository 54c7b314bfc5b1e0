import Netlink
package import NodeConfiguration
import VRRPTransport

/// Why a route or rule of the configuration cannot be asked of the kernel.
package struct UnknownRoutingName: Error, Hashable, Sendable, CustomStringConvertible {
    package let kind: RoutingNames.Kind
    package let name: String
    package let position: SourcePosition
    /// What comes of it.
    package var consequence = "the line is left out"

    package var description: String { "\(consequence): \(name) is not in /etc/iproute2/\(kind.rawValue)" }
}

/// Looks up the names of one line.
struct LineNames {
    let names: RoutingNames
    let position: SourcePosition

    func number(_ kind: RoutingNames.Kind, _ name: RoutingName?) throws(UnknownRoutingName) -> UInt32? {
        guard let name else { return nil }
        guard let number = names.number(kind, name) else {
            throw UnknownRoutingName(kind: kind, name: "\(name)", position: position)
        }
        return number
    }

    func byte(_ kind: RoutingNames.Kind, _ name: RoutingName?) throws(UnknownRoutingName) -> UInt8? {
        try number(kind, name).map { UInt8(clamping: $0) }
    }

    /// As the kernel has both in one number.
    func realms(_ realms: RouteRealms?) throws(UnknownRoutingName) -> UInt32? {
        guard let realms, let to = try number(.realm, realms.to) else { return nil }
        return (try number(.realm, realms.from) ?? 0) << 16 | to
    }
}

extension VirtualRoute {
    /// What the transport needs of a line of `virtual_routes` or `static_routes`.
    init(_ line: RouteLine, names: RoutingNames) throws(UnknownRoutingName) {
        let names = LineNames(names: names, position: line.position)
        var route = RouteSpecification(to: line.destination)
        route.kind = line.kind.kernelKind
        route.source = line.from
        route.preferredSource = line.source
        route.hop = RouteHop(via: line.gateway, on: line.interface)
        route.hop.isOnLink = line.isOnLink
        route.hop.realms = try names.realms(line.realms)
        route.hop.encapsulation = try names.encapsulation(line.encapsulation)
        for next in line.nextHops {
            var hop = RouteHop(via: next.gateway, on: next.interface)
            hop.weight = next.weight
            hop.isOnLink = next.isOnLink
            hop.realms = try names.realms(next.realms)
            hop.encapsulation = try names.encapsulation(next.encapsulation)
            route.hops.append(hop)
        }
        if let table = try names.number(.table, line.table) { route.table = table }
        route.vrf = line.table == nil ? line.vrf : nil
        // keepalived's default, where ip route has the link's for a route without a gateway.
        route.scope = try names.byte(.scope, line.scope) ?? (line.kind == .unicast ? 0 : nil)
        route.typeOfService = try names.byte(.typeOfService, line.tos) ?? 0
        if let origin = try names.byte(.origin, line.routeProtocol) { route.origin = origin }
        route.metric = line.metric
        route.metrics = RouteMetrics(line)
        route.preference = line.preference.map { $0 == .high ? 1 : $0 == .low ? 3 : 0 }
        route.expires = line.expires
        route.propagatesTTL = line.propagatesTTL
        switch line.placement {
        case .add: route.placement = .add
        case .append: route.placement = .append
        case .prepend: route.placement = .prepend
        }
        self.init(route, isUntracked: line.isUntracked)
    }
}

extension RouteLine.Kind {
    fileprivate var kernelKind: RouteSpecification.Kind {
        switch self {
        case .unicast: .unicast
        case .local: .local
        case .broadcast: .broadcast
        case .anycast: .anycast
        case .multicast: .multicast
        case .throw: .throw
        case .unreachable: .unreachable
        case .prohibit: .prohibit
        case .blackhole: .blackhole
        case .xresolve: .xresolve
        case .nat: .nat
        }
    }
}

extension RouteMetrics {
    fileprivate init(_ line: RouteLine) {
        self.init()
        for metric in line.metrics {
            values[metric.name.kernelName] = metric.value
            if metric.isLocked { locked.insert(metric.name.kernelName) }
        }
        if line.usesECN { values[.features] = 1 }
        if let quick = line.quickAcknowledgement { values[.quickACK] = quick ? 1 : 0 }
        if let withoutCookie = line.fastOpenWithoutCookie { values[.fastOpenWithoutCookie] = withoutCookie ? 1 : 0 }
        congestionControl = line.congestionControl?.name
        locksCongestionControl = line.congestionControl?.isLocked ?? false
    }
}

extension RouteMetricLine.Name {
    fileprivate var kernelName: RouteMetrics.Name {
        switch self {
        case .mtu: .mtu
        case .advmss: .advmss
        case .window: .window
        case .rtt: .rtt
        case .rttvar: .rttvar
        case .cwnd: .cwnd
        case .initcwnd: .initcwnd
        case .initrwnd: .initrwnd
        case .ssthresh: .ssthresh
        case .reordering: .reordering
        case .hoplimit: .hoplimit
        case .minimumTimeout: .minimumTimeout
        }
    }
}

extension LineNames {
    fileprivate func encapsulation(
        _ line: NodeConfiguration.RouteEncapsulation?
    ) throws(UnknownRoutingName) -> Netlink.RouteEncapsulation? {
        switch line {
        case nil: return nil
        case .mpls(let labels): return .mpls(labels: labels)
        case .ila(let locator): return .ila(locator)
        case .ip(let line):
            var header = Netlink.RouteEncapsulation.TunnelHeader(family: line.family)
            header.id = line.id
            header.destination = line.destination
            header.source = line.source
            header.typeOfService = try byte(.typeOfService, line.tos)
            header.ttl = line.ttl
            header.flags = line.flags
            return .ip(header)
        }
    }
}
