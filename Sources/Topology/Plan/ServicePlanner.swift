import Addresses

/// Builds the virtual services of one service of a topology.
struct ServicePlanner {
    private typealias Port = TopologyDocument.Port

    private struct ServerKey: Hashable {
        let service: PlannedService.Key
        let endpoint: Endpoint
    }

    private let service: TopologyDocument.Service
    private let rules: TopologyPlan.Rules
    private let virtualIPs: [IPAddress]
    private var drafts: [PlannedService.Key: [PlannedService.Server]] = [:]
    private var known: Set<ServerKey> = []
    private var refusedPorts: Set<Port> = []
    private(set) var warnings: [TopologyWarning] = []

    init(_ service: TopologyDocument.Service, _ rules: TopologyPlan.Rules) {
        self.service = service
        self.rules = rules
        virtualIPs = rules.mapping.addresses(of: service.name)
    }

    /// By virtual IP in the mapping's order, then by port.
    var services: [PlannedService] {
        let order = Dictionary(virtualIPs.enumerated().map { ($1, $0) }) { first, _ in first }
        func place(_ key: PlannedService.Key) -> Int { order[key.virtual.address] ?? 0 }
        return drafts.keys.sorted { (place($0), $0) < (place($1), $1) }.map { key in
            PlannedService(key: key, service: service.name, servers: drafts[key] ?? [])
        }
    }

    mutating func build() {
        guard !virtualIPs.isEmpty else {
            return warn(
                .serviceWithoutVirtualIP, service.name, "\(service.name) has no virtual IP in service_virtual_ips")
        }
        let clusters = service.clusters.filter(rules.filter.admits).map { ($0, activeMembers(of: $0)) }
        let hasPorts = clusters.contains { $1.contains { !$0.ports.isEmpty } }
        guard hasPorts || service.ports != [] else {
            return warn(
                .serviceWithoutPorts, service.name, "\(service.name) has no ports, and none of its members has any")
        }
        for (cluster, members) in clusters where !members.isEmpty { build(cluster, members) }
    }

    private mutating func activeMembers(of cluster: TopologyDocument.Cluster) -> [TopologyDocument.Member] {
        cluster.members.filter { member in
            guard rules.filter.admits(member) else { return false }
            if case .other(let name) = member.state {
                warn(
                    .memberOfUnknownState, member.id,
                    "\(member.id) of \(cluster.id) has the unknown state '\(name)' and is not used")
            }
            return member.state == .active
        }
    }

    private mutating func build(_ cluster: TopologyDocument.Cluster, _ members: [TopologyDocument.Member]) {
        guard cluster.hostNames != [] else {
            return warn(.clusterWithoutHostNames, cluster.id, "\(cluster.id) has no host names and is not built")
        }
        guard members.contains(where: { !$0.ports.isEmpty }) else {
            return warn(.clusterWithoutPorts, cluster.id, "\(cluster.id) has no ports")
        }
        for member in members {
            guard let address = member.address else {
                warn(.memberWithoutAddress, member.id, "\(member.id) of \(cluster.id) has no address and is not used")
                continue
            }
            guard !member.ports.isEmpty else {
                warn(.memberWithoutPorts, member.id, "\(member.id) of \(cluster.id) has no ports and is not used")
                continue
            }
            for port in member.ports where mayServe(port) { place(member, at: address, port, cluster) }
        }
    }

    /// Says once for each pair of ports that it cannot be.
    private mutating func mayServe(_ port: Port) -> Bool {
        guard port.port != port.proxy, !rules.translatesPorts else { return true }
        if refusedPorts.insert(port).inserted {
            warn(
                .portMismatch, "\(service.name) \(port.proxy)",
                "\(service.name) is not built on port \(port.proxy), for its members have \(port.port) there "
                    + "and only lvs_method NAT can change ports")
        }
        return false
    }

    private mutating func place(
        _ member: TopologyDocument.Member, at address: IPAddress, _ port: Port, _ cluster: TopologyDocument.Cluster
    ) {
        for virtualIP in virtualIPs {
            guard address.family == virtualIP.family || rules.crossesFamilies else {
                warn(
                    .familyMismatch, "\(member.id) \(virtualIP)",
                    "\(member.id) of \(cluster.id) cannot serve \(virtualIP): its address \(address) is of another family"
                )
                continue
            }
            let key = PlannedService.Key(port.transport, Endpoint(virtualIP, port: port.proxy))
            let server = PlannedService.Server(
                endpoint: Endpoint(address, port: port.port), cluster: cluster.id, member: member.id)
            guard known.insert(ServerKey(service: key, endpoint: server.endpoint)).inserted else {
                warn(
                    .serverTwice, "\(member.id) \(server.endpoint)",
                    "\(member.id) of \(cluster.id) has the address and port \(server.endpoint) of another member")
                continue
            }
            drafts[key, default: []].append(server)
        }
    }

    private mutating func warn(_ code: TopologyWarning.Code, _ object: String, _ message: String) {
        let warning = TopologyWarning(code, service: service.name, object: object, message)
        // A member with several ports is told of once.
        if warnings.last != warning { warnings.append(warning) }
    }
}
