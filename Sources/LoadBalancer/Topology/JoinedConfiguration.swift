import Addresses
import IPVSKit
package import NodeConfiguration
package import Topology

/// What the file says, and the services that the topology adds to it.
package struct JoinedConfiguration: Sendable {
    /// As the file has it.
    package let file: Configuration
    /// With the services of the topology behind those of the file, and its virtual IPs as excluded addresses.
    package let whole: Configuration
    package let plan: TopologyPlan
    private let servers: [PlannedService.Key: VirtualServer]

    /// - Parameters:
    ///   - document: nil where there is none yet.
    ///   - predecessor: what is in force: who has which virtual service, and services that need not be made anew.
    package init(
        _ file: Configuration, _ document: TopologyDocument? = nil, after predecessor: JoinedConfiguration? = nil
    ) {
        self.file = file
        guard let settings = file.topology, let document else {
            (whole, plan, servers) = (file, TopologyPlan(), [:])
            return
        }
        var plan = TopologyPlan(
            document, by: TopologyPlan.Rules(settings), holders: predecessor?.plan.holders ?? [:],
            taken: Set(file.virtualServers.flatMap(PlannedService.Key.all(of:))), after: predecessor?.plan)
        plan.add(settings.unchecked(in: plan.services))
        let old = predecessor?.file.topology == settings ? predecessor : nil
        let before = Dictionary((old?.plan.services ?? []).map { ($0.key, $0) }) { first, _ in first }
        var servers: [PlannedService.Key: VirtualServer] = [:]
        var whole = file
        for service in plan.services {
            // The same value, so that all who compare it see at once that it is.
            let kept = before[service.key] == service ? old?.servers[service.key] : nil
            let server = kept ?? settings.virtualServer(for: service)
            servers[service.key] = server
            whole.virtualServers.append(server)
        }
        if let place = whole.vrrpInstances.firstIndex(where: { $0.name == settings.vrrpInstance }) {
            whole.vrrpInstances[place] = whole.vrrpInstances[place].excluding(plan.virtualIPs)
        }
        self.whole = whole
        self.plan = plan
        self.servers = servers
    }
}

extension JoinedConfiguration {
    /// The topology's services that are not what they were, as they were and as they are.
    package func changedServices(
        since predecessor: JoinedConfiguration
    ) -> (before: [VirtualServer], after: [VirtualServer]) {
        func isSame(_ key: PlannedService.Key) -> Bool {
            guard let old = predecessor.servers[key], let new = servers[key] else { return false }
            return old.saysTheSame(as: new)
        }
        return (
            predecessor.plan.services.map(\.key).filter { !isSame($0) }.compactMap { predecessor.servers[$0] },
            plan.services.map(\.key).filter { !isSame($0) }.compactMap { servers[$0] }
        )
    }
}

extension TopologyPlan.Rules {
    package init(_ settings: TopologySettings) {
        self.init(
            mapping: settings.mapping, filter: settings.filter, translatesPorts: settings.method == .nat,
            crossesFamilies: settings.method.isTunnel)
    }
}

extension PlannedService.Key {
    /// None for a service that is known by a firewall mark.
    package static func all(of server: VirtualServer) -> [PlannedService.Key] {
        ServiceKey.all(of: server).compactMap { key in
            guard case .address(_, let endpoint) = key else { return nil }
            return PlannedService.Key(TopologyDocument.Transport(server.transportProtocol), endpoint)
        }
    }
}

extension TopologyDocument.Transport {
    fileprivate init(_ transport: ServiceProtocol) {
        switch transport {
        case .tcp: self = .tcp
        case .udp: self = .udp
        case .sctp: self = .sctp
        }
    }
}
