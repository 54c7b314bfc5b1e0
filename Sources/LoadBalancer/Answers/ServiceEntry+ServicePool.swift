import Addresses
import ControlMessages
import Deadlines
import HealthChecker
import IPVSKit
import NodeConfiguration
import Polling

extension ServiceEntry {
    /// - Parameters:
    ///   - key: the pool's, or one of its group.
    ///   - kernel: what the kernel holds of it; nil where it does not hold the service or could not be read.
    init(_ pool: ServicePool, as key: ServiceKey, in snapshot: PoolsSnapshot, kernel: ServiceStatus?) {
        let wanted = snapshot.wanted[key]
        self.init(
            VirtualService(pool.settings, as: key), owner: .configuration,
            quorum: QuorumEntry(needed: pool.quorum.quorum, have: pool.quorum.have, isUp: pool.quorum.isUp),
            isInKernel: kernel.map { wanted.map($0.holds) ?? false } ?? false,
            realServers: Self.realServers(of: pool, as: key, in: snapshot, kernel: kernel), kernel: kernel)
    }

    /// A service that the kernel holds and the configuration does not have.
    init(others status: ServiceStatus, adopted: TableEntry?) {
        let servers = status.realServers
        let weight = servers.reduce(0) { $0 + Int($1.realServer.weight) }
        self.init(
            status.service, owner: adopted == nil ? .foreign : .adopted,
            quorum: QuorumEntry(needed: 0, have: weight, isUp: true),
            isInKernel: adopted.map(status.holds) ?? true, realServers: servers.map(RealServerEntry.init(others:)),
            kernel: status)
    }

    private init(
        _ service: VirtualService, owner: ServiceOwner, quorum: QuorumEntry, isInKernel: Bool,
        realServers: [RealServerEntry], kernel: ServiceStatus?
    ) {
        let key = service.key
        self.init(
            transportProtocol: key.transportText, address: key.endpoint?.address.description,
            port: key.endpoint.map { Int($0.port) }, firewallMark: key.mark,
            family: key.family == .ipv4 ? .ipv4 : .ipv6, scheduler: service.scheduler.rawValue,
            flags: service.flags.names,
            persistence: service.persistence.map {
                PersistenceEntry(timeout: Double($0.timeout), prefixLength: $0.prefixLength)
            },
            quorum: quorum, owner: owner, isInKernel: isInKernel, realServers: realServers,
            stats: kernel.map { TrafficEntry($0.counters) } ?? TrafficEntry(),
            rates: kernel.map { TrafficEntry(ratesOf: $0.counters) })
    }

    private static func realServers(
        of pool: ServicePool, as key: ServiceKey, in snapshot: PoolsSnapshot, kernel: ServiceStatus?
    ) -> [RealServerEntry] {
        let statuses = Dictionary((kernel?.realServers ?? []).map { ($0.realServer.key, $0) }) { first, _ in first }
        let overrides = snapshot.memory.overrides[key] ?? [:]
        var entries = pool.members.map { member in
            let server = member.key(behind: key)
            return RealServerEntry(
                member, port: server.port, weight: pool.effectiveWeight(of: member), override: overrides[server],
                kernel: statuses[server])
        }
        if let sorry = pool.settings.sorryServer {
            let server = sorry.key(behind: key)
            entries.append(
                RealServerEntry(sorry, port: server.port, answers: pool.isSorry, kernel: statuses[server]))
        }
        return entries
            + snapshot.drains.drains(of: key).map { RealServerEntry($0, kernel: statuses[$0.server.key]) }
    }
}

extension ServiceStatus {
    /// Whether the kernel holds exactly this.
    fileprivate func holds(_ entry: TableEntry) -> Bool {
        service == entry.service && realServers.map(\.realServer) == entry.realServers
    }
}

extension RealServerEntry {
    fileprivate init(
        _ member: ServicePool.Member, port: UInt16, weight ours: UInt32?, override: UInt32?,
        kernel: RealServerStatus?
    ) {
        let settings = member.settings
        let weight = ours.map { min($0, override ?? $0) }
        // Weight 0 alone sends nobody away whom persistence has tied to the server.
        let held = weight == 0 ? kernel.map(DrainLedger.Held.init).flatMap { $0.templates > 0 ? "\($0)" : nil } : nil
        let reasons = [
            member.health.reason, override.map { "weight \($0) set by hand" } ?? "", held ?? "",
        ].filter { !$0.isEmpty }
        let state: RealServerStateText =
            switch weight {
            case nil: .removed
            case 0: member.weight == 0 || override == 0 ? .drained : .disabled
            default: .inService
            }
        self.init(
            address: settings.address.description, port: Int(port), method: ForwardingText(settings.method),
            weight: WeightEntry(configured: Int(settings.weight), effective: Int(weight ?? 0)),
            health: HealthText(member.health.state), reason: reasons.isEmpty ? nil : reasons.joined(separator: "; "),
            state: state, connections: kernel.map { ConnectionsEntry($0) } ?? ConnectionsEntry(),
            stats: kernel.map { TrafficEntry($0.counters) })
    }

    fileprivate init(_ sorry: SorryServer, port: UInt16, answers: Bool, kernel: RealServerStatus?) {
        self.init(
            address: sorry.address.description, port: Int(port), method: ForwardingText(sorry.method),
            weight: WeightEntry(configured: 1, effective: answers ? 1 : 0), health: .none,
            reason: answers ? "the sorry server answers: the quorum is lost" : "the sorry server waits", state: .sorry,
            connections: kernel.map { ConnectionsEntry($0) } ?? ConnectionsEntry(),
            stats: kernel.map { TrafficEntry($0.counters) })
    }

    /// A server that was taken out of the file and keeps its connections.
    fileprivate init(_ drain: DrainLedger.Drain, kernel: RealServerStatus?) {
        let held = kernel.map(DrainLedger.Held.init) ?? drain.held
        let left = (drain.deadline - MonotonicClock.now).seconds.rounded(.up)
        let reason = "not in the file; \(held.map { "\($0), " } ?? "")for \(max(0, Int(left))) s at most"
        self.init(
            others: drain.server, weight: WeightEntry(configured: 0, effective: 0), reason: reason, state: .drained,
            kernel: kernel)
    }

    fileprivate init(others status: RealServerStatus) {
        let server = status.realServer
        self.init(
            others: server, weight: WeightEntry(configured: Int(server.weight), effective: Int(server.weight)),
            reason: nil, state: server.weight == 0 ? .drained : .inService, kernel: status)
    }

    private init(
        others server: IPVSKit.RealServer, weight: WeightEntry, reason: String?, state: RealServerStateText,
        kernel: RealServerStatus?
    ) {
        self.init(
            address: server.key.address.description, port: Int(server.key.port),
            method: ForwardingText(server.method), weight: weight, health: .none, reason: reason, state: state,
            connections: kernel.map { ConnectionsEntry($0) } ?? ConnectionsEntry(),
            stats: kernel.map { TrafficEntry($0.counters) })
    }
}

extension DrainLedger.Held {
    /// What the kernel says of a server.
    init(_ status: RealServerStatus) {
        self.init(
            connections: UInt64(status.activeConnections) + UInt64(status.inactiveConnections),
            templates: UInt64(status.persistentConnections))
    }
}

extension ForwardingText {
    fileprivate init(_ forwarding: Forwarding) {
        switch forwarding {
        case .nat: self = .nat
        case .direct: self = .direct
        case .tunnel: self = .tunnel
        }
    }
}

extension ForwardingText {
    fileprivate init(_ method: ForwardingMethod) {
        switch method {
        case .nat: self = .nat
        case .tunnel: self = .tunnel
        // Local and bypass leave the packet as it is, as direct routing does.
        case .direct, .other: self = .direct
        }
    }
}

extension HealthText {
    fileprivate init(_ state: ServerHealth.State) {
        switch state {
        case .up: self = .up
        case .down: self = .down
        case .unknown: self = .unknown
        case .none: self = .none
        }
    }
}

extension ConnectionsEntry {
    fileprivate init(_ status: RealServerStatus) {
        self.init(
            active: status.activeConnections, inactive: status.inactiveConnections,
            persistent: status.persistentConnections)
    }
}

extension TrafficEntry {
    fileprivate init(_ counters: Counters) {
        self.init(
            connections: counters.connections, incomingPackets: counters.incomingPackets,
            outgoingPackets: counters.outgoingPackets, incomingBytes: counters.incomingBytes,
            outgoingBytes: counters.outgoingBytes)
    }
}

extension TrafficEntry {
    fileprivate init(ratesOf counters: Counters) {
        self.init(
            connections: counters.connectionsPerSecond, incomingPackets: counters.incomingPacketsPerSecond,
            outgoingPackets: counters.outgoingPacketsPerSecond, incomingBytes: counters.incomingBytesPerSecond,
            outgoingBytes: counters.outgoingBytesPerSecond)
    }
}

extension ServiceFlags {
    /// keepalived's keywords.
    fileprivate var names: [String] {
        let all: [(ServiceFlags, String)] = [
            (.onePacket, "ops"), (.schedulerFlag1, "flag-1"), (.schedulerFlag2, "flag-2"), (.schedulerFlag3, "flag-3"),
        ]
        return all.filter { contains($0.0) }.map(\.1)
    }
}

extension ServiceKey {
    fileprivate var transportText: ProtocolText? {
        guard case .address(let transport, _) = self else { return nil }
        switch transport {
        case .tcp: return .tcp
        case .udp: return .udp
        case .sctp: return .sctp
        }
    }

    fileprivate var endpoint: Endpoint? {
        guard case .address(_, let endpoint) = self else { return nil }
        return endpoint
    }

    fileprivate var mark: UInt32? {
        guard case .firewallMark(let mark, _) = self else { return nil }
        return mark
    }
}
