import Addresses
import ControlMessages
import HealthChecker
import IPVSKit
import NodeConfiguration

extension ServiceEntry {
    /// - Parameters:
    ///   - wanted: what the kernel should hold.
    ///   - overrides: weights that somebody set by hand.
    ///   - kernel: what it holds; nil where it does not hold the service or could not be read.
    init(
        _ pool: ServicePool, wanted: TableEntry?, overrides: [RealServerKey: UInt32], kernel: ServiceStatus?
    ) {
        let service = TableEntry(wantedFor: pool).service
        let agrees = kernel.map { status in
            status.service == wanted?.service
                && Set(status.realServers.map(\.realServer)) == Set(wanted?.realServers ?? [])
        }
        self.init(
            transportProtocol: pool.key.transportText, address: pool.key.endpoint?.address.description,
            port: pool.key.endpoint.map { Int($0.port) }, firewallMark: pool.key.mark,
            family: pool.settings.family == .ipv4 ? .ipv4 : .ipv6, scheduler: service.scheduler.rawValue,
            flags: service.flags.names,
            persistence: service.persistence.map {
                PersistenceEntry(timeout: Double($0.timeout), prefixLength: $0.prefixLength)
            },
            quorum: QuorumEntry(needed: pool.quorum.quorum, have: pool.quorum.have, isUp: pool.quorum.isUp),
            isInKernel: agrees ?? false, realServers: Self.realServers(of: pool, overrides: overrides, kernel: kernel),
            stats: kernel.map { TrafficEntry($0.counters) } ?? TrafficEntry(),
            rates: kernel.map { TrafficEntry(ratesOf: $0.counters) })
    }

    private static func realServers(
        of pool: ServicePool, overrides: [RealServerKey: UInt32], kernel: ServiceStatus?
    ) -> [RealServerEntry] {
        let statuses = Dictionary((kernel?.realServers ?? []).map { ($0.realServer.key, $0) }) { first, _ in first }
        var entries = pool.members.map { member in
            let key = RealServerKey(member.settings.address, port: member.settings.port)
            return RealServerEntry(
                member, weight: pool.effectiveWeight(of: member), override: overrides[key], kernel: statuses[key])
        }
        if let sorry = pool.settings.sorryServer {
            let key = RealServerKey(sorry.address, port: sorry.port)
            entries.append(RealServerEntry(sorry, answers: pool.isSorry, kernel: statuses[key]))
        }
        return entries
    }
}

extension RealServerEntry {
    fileprivate init(
        _ member: ServicePool.Member, weight ours: UInt32?, override: UInt32?, kernel: RealServerStatus?
    ) {
        let settings = member.settings
        let weight = ours.map { min($0, override ?? $0) }
        let reasons = [member.health.reason, override.map { "weight \($0) set by hand" } ?? ""].filter { !$0.isEmpty }
        let state: RealServerStateText =
            switch weight {
            case nil: .removed
            case 0: settings.weight == 0 || override == 0 ? .drained : .disabled
            default: .inService
            }
        self.init(
            address: settings.address.description, port: Int(settings.port), method: ForwardingText(settings.method),
            weight: WeightEntry(configured: Int(settings.weight), effective: Int(weight ?? 0)),
            health: HealthText(member.health.state), reason: reasons.isEmpty ? nil : reasons.joined(separator: "; "),
            state: state, connections: kernel.map { ConnectionsEntry($0) } ?? ConnectionsEntry(),
            stats: kernel.map { TrafficEntry($0.counters) })
    }

    fileprivate init(_ sorry: SorryServer, answers: Bool, kernel: RealServerStatus?) {
        self.init(
            address: sorry.address.description, port: Int(sorry.port), method: ForwardingText(sorry.method),
            weight: WeightEntry(configured: 1, effective: answers ? 1 : 0), health: .none,
            reason: answers ? "the sorry server answers: the quorum is lost" : "the sorry server waits", state: .sorry,
            connections: kernel.map { ConnectionsEntry($0) } ?? ConnectionsEntry(),
            stats: kernel.map { TrafficEntry($0.counters) })
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
