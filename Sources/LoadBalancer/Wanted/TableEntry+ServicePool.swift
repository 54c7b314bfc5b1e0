import Addresses
package import IPVSKit
package import NodeConfiguration

extension TableEntry {
    /// What IPVS should hold for a virtual service, one entry for each of its keys: a pure function of its
    /// configuration and its servers' health.
    package static func all(wantedFor pool: ServicePool) -> [TableEntry] { all(wantedFor: pool, as: pool.keys) }

    /// What it should hold for some of its keys.
    package static func all(wantedFor pool: ServicePool, as keys: [ServiceKey]) -> [TableEntry] {
        let members = pool.members
        // Services of the same port have the same list, which is in memory once: sorted, as an entry has it.
        var servers: [UInt16: [IPVSKit.RealServer]] = [:]
        return keys.map { key in
            let entry = TableEntry(
                VirtualService(pool.settings, as: key),
                realServers: servers[key.port] ?? IPVSKit.RealServer.all(wantedFor: pool, members, behind: key))
            if keys.count > 1 { servers[key.port] = entry.realServers }
            return entry
        }
    }
}

extension VirtualService {
    /// The kernel's side of a `virtual_server`, or of one member of its group.
    init(_ settings: VirtualServer, as key: ServiceKey) {
        self.init(
            key,  // The parser lets through only names that a scheduler can have.
            scheduler: Scheduler(rawValue: settings.scheduler) ?? .weightedLeastConnection,
            flags: ServiceFlags(settings),
            persistence: settings.persistence.map {
                Persistence(
                    timeout: $0.timeout,
                    prefixLength: key.family == settings.family ? $0.prefixLength : key.family.bitWidth,
                    engine: $0.engine)
            })
    }
}

extension IPVSKit.RealServer {
    fileprivate static func all(
        wantedFor pool: ServicePool, _ members: [ServicePool.Member], behind service: ServiceKey
    ) -> [IPVSKit.RealServer] {
        var servers: [IPVSKit.RealServer] = []
        // A table keeps them: without spare room it takes two thirds of the memory.
        servers.reserveCapacity(members.count)
        for member in members {
            guard let weight = pool.effectiveWeight(of: member) else { continue }
            servers.append(IPVSKit.RealServer(member.settings, behind: service, weight: weight))
        }
        guard let sorry = pool.settings.sorryServer else { return servers }
        let key = sorry.key(behind: service)
        if pool.isSorry {
            servers.removeAll { $0.key == key }
            // keepalived gives a sorry server the weight 1.
            servers.append(sorry.realServer(key, weight: 1))
        } else if sorry.staysInTable, !servers.contains(where: { $0.key == key }) {
            servers.append(sorry.realServer(key, weight: 0))
        }
        return servers
    }

    fileprivate init(_ settings: NodeConfiguration.RealServer, behind service: ServiceKey, weight: UInt32) {
        self.init(
            RealServerKey(settings.address, port: settings.port(behind: service)),
            method: ForwardingMethod(settings.method), weight: weight,
            upperThreshold: settings.upperThreshold, lowerThreshold: settings.lowerThreshold,
            tunnel: Tunnel(settings.method))
    }
}

extension ServiceFlags {
    fileprivate init(_ settings: VirtualServer) {
        self = settings.onePacket ? .onePacket : []
        if settings.schedulerFlags.contains(.first) { insert(.schedulerFlag1) }
        if settings.schedulerFlags.contains(.second) { insert(.schedulerFlag2) }
        if settings.schedulerFlags.contains(.third) { insert(.schedulerFlag3) }
    }
}

extension NodeConfiguration.RealServer {
    /// The port that one of its services tells the kernel. Only NAT can change a port, so every other method takes the
    /// service's; in a group that is each member's own.
    package func port(behind service: ServiceKey) -> UInt16 { method == .nat ? port : service.port }
}

extension SorryServer {
    package func key(behind service: ServiceKey) -> RealServerKey {
        RealServerKey(address, port: method == .nat ? port : service.port)
    }

    fileprivate func realServer(_ key: RealServerKey, weight: UInt32) -> IPVSKit.RealServer {
        IPVSKit.RealServer(key, method: ForwardingMethod(method), weight: weight, tunnel: Tunnel(method))
    }
}

extension ServiceKey {
    /// 0 for a firewall mark.
    fileprivate var port: UInt16 {
        switch self {
        case .address(_, let endpoint): endpoint.port
        case .firewallMark: 0
        }
    }
}
