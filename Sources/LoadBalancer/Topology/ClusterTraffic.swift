import Addresses
package import ControlMessages
package import IPVSKit
package import Topology

/// What the kernel says of the members of each cluster together.
package struct ClusterTraffic {
    private var entries: [String: ClusterEntry] = [:]

    package init(_ plan: TopologyPlan, kernel: [ServiceStatus]) {
        let statuses = Dictionary(kernel.map { ($0.service.key, $0) }) { first, _ in first }
        var members: [String: Set<String>] = [:]
        for service in plan.services {
            let key = ServiceKey(service.key)
            let held = Dictionary(
                (statuses[key]?.realServers ?? []).map { ($0.realServer.key, $0) }
            ) { first, _ in first }
            for server in service.servers {
                members[server.cluster, default: []].insert(server.member)
                guard let status = held[RealServerKey(server.endpoint.address, port: server.endpoint.port)] else {
                    continue
                }
                entries[server.cluster, default: ClusterEntry(id: server.cluster, members: 0)].add(status)
            }
        }
        for (cluster, members) in members {
            entries[cluster, default: ClusterEntry(id: cluster, members: 0)].members = members.count
        }
    }

    /// Zeros for a cluster that is not built.
    package func entry(of cluster: String) -> ClusterEntry {
        entries[cluster] ?? ClusterEntry(id: cluster, members: 0)
    }
}

extension ClusterEntry {
    fileprivate mutating func add(_ status: RealServerStatus) {
        activeConnections &+= UInt64(status.activeConnections)
        connectionsPerSecond &+= status.counters.connectionsPerSecond
        bytesIn &+= status.counters.incomingBytes
        bytesOut &+= status.counters.outgoingBytes
    }
}

extension ServiceKey {
    /// The kernel's key of a planned service.
    package init(_ key: PlannedService.Key) {
        let transport: TransportProtocol =
            switch key.transport {
            case .tcp: .tcp
            case .udp: .udp
            case .sctp: .sctp
            }
        self = .address(transport, key.virtual)
    }
}

extension TopologyPlan {
    /// The topology's names of virtual services.
    var servicesByKey: [ServiceKey: String] {
        Dictionary(services.map { (ServiceKey($0.key), $0.service) }) { first, _ in first }
    }
}
