import Addresses
package import IPVSKit
import NodeConfiguration

extension TableEntry {
    /// What IPVS should hold for a service: a pure function of its configuration and its servers' health.
    package init(wantedFor pool: ServicePool) {
        let settings = pool.settings
        var servers: [IPVSKit.RealServer] = []
        // A table keeps them: without spare room it takes two thirds of the memory.
        servers.reserveCapacity(settings.realServers.count)
        for member in pool.members {
            guard let weight = pool.effectiveWeight(of: member) else { continue }
            servers.append(IPVSKit.RealServer(member.settings, weight: weight))
        }
        if pool.isSorry, let sorry = settings.sorryServer {
            servers.removeAll { $0.key == RealServerKey(sorry.address, port: sorry.port) }
            servers.append(IPVSKit.RealServer(sorry))
        }
        self.init(VirtualService(settings), realServers: servers)
    }
}

extension VirtualService {
    /// The kernel's side of a `virtual_server`.
    init(_ settings: VirtualServer) {
        self.init(
            ServiceKey(settings),  // The parser lets through only names that a scheduler can have.
            scheduler: Scheduler(rawValue: settings.scheduler) ?? .weightedLeastConnection,
            flags: settings.onePacket ? .onePacket : [],
            persistence: settings.persistence.map {
                Persistence(timeout: $0.timeout, prefixLength: $0.prefixLength)
            })
    }
}

extension IPVSKit.RealServer {
    fileprivate init(_ settings: NodeConfiguration.RealServer, weight: UInt32) {
        self.init(
            RealServerKey(settings.address, port: settings.port),
            method: ForwardingMethod(settings.method), weight: weight,
            upperThreshold: settings.upperThreshold, lowerThreshold: settings.lowerThreshold)
    }

    /// keepalived gives a sorry server the weight 1.
    fileprivate init(_ sorry: SorryServer) {
        self.init(
            RealServerKey(sorry.address, port: sorry.port), method: ForwardingMethod(sorry.method),
            weight: 1)
    }
}
