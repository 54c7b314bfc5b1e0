import Addresses
import Deadlines
import IPVSKit
import LabScenario
import Testing

// 64-bit statistics, rates and numbers of connections after traffic that was real.
extension Lab.IPVSKernelTests {
    private static let service = TwoNodeTopology.serviceName

    private func status(of namespace: NetworkNamespace) async throws -> ServiceStatus {
        let all = try await namespace.onThread("ipvs") { try IPVSClient().status() }
        return try #require(all.first)
    }

    /// What ipvsadm shows, between two readings of ours that are the same: the kernel moves its estimates in steps.
    private func compare(
        _ option: String, _ namespace: NetworkNamespace, _ what: String,
        where condition: @escaping (ServiceStatus) -> Bool, _ rows: (ServiceStatus) -> [String: [UInt64]]
    ) async throws {
        try await eventually(what, within: Lab.patience) {
            let before = try await status(of: namespace)
            let shown = try await TrafficCounters.read(option, in: namespace)
            let after = try await status(of: namespace)
            let ours = rows(before)
            guard ours == rows(after), condition(before) else { return false }
            guard ours != shown.rows else { return true }
            throw Difference(ours: ours, theirs: shown.rows)
        }
    }

    private struct Difference: Error {
        let ours: [String: [UInt64]]
        let theirs: [String: [UInt64]]
    }

    private func rows(
        _ status: ServiceStatus, _ service: (Counters) -> [UInt64]?, _ server: (RealServerStatus) -> [UInt64]
    ) -> [String: [UInt64]] {
        var rows: [String: [UInt64]] = [:]
        rows[Self.service] = service(status.counters)
        for each in status.realServers { rows["\(Self.service) -> \(each.realServer.key)"] = server(each) }
        return rows
    }

    @Test("counters, rates and connections after traffic are those that ipvsadm shows")
    func traffic() async throws {
        try await Lab.play(realServers: 3) { topology in
            let namespace = topology.nodes[0].namespace
            try await namespace.ip(
                "address add \(TwoNodeTopology.virtualAddress)/24 dev front",
                "address add \(TwoNodeTopology.innerGateway)/24 dev back")
            let service = VirtualService(
                try key(.tcp, "192.0.2.100:80"), scheduler: .roundRobin,
                persistence: Persistence(timeout: 300, prefixLength: 32))
            let servers = try (1...3).map { try server(TwoNodeTopology.endpoint(ofServer: $0), .nat) }
            #expect(try await make(Table([TableEntry(service, realServers: servers)]), in: namespace).0.isEmpty)

            let kept = try ClientLoad.start(
                in: topology.client, to: TwoNodeTopology.service, connections: .kept, pace: .milliseconds(5),
                timeout: .seconds(5))
            let fresh = try ClientLoad.start(
                in: topology.client, to: TwoNodeTopology.service, connections: .fresh, pace: .milliseconds(20),
                timeout: .seconds(5))
            // While packets flow the estimates change every two seconds.
            try await compare(
                "--rate", namespace, "the rates that ipvsadm shows",
                where: { status in
                    status.counters.connectionsPerSecond > 0 && status.counters.outgoingBytesPerSecond > 0
                },
                { status in rows(status, \.rates) { $0.counters.rates } })
            _ = try await fresh.stop()
            try await compare(
                "--persistent-conn", namespace, "the connections that ipvsadm shows",
                where: { status in
                    // The kept one, and the template that keeps the client with its server.
                    status.realServers.map(\.activeConnections).reduce(0, +) == 1
                        && status.realServers.map(\.persistentConnections).reduce(0, +) == 1
                },
                { status in
                    rows(status, { _ in nil }) { server in
                        [
                            server.realServer.weight, server.persistentConnections, server.activeConnections,
                            server.inactiveConnections,
                        ].map(UInt64.init)
                    }
                })
            _ = try await kept.stop()
            try await compare(
                "--stats", namespace, "the totals that ipvsadm shows",
                where: { status in
                    let total = status.counters
                    // Requests and answers, and with three servers one that had all of them.
                    return total.connections > 1 && total.incomingPackets > 100 && total.outgoingPackets > 100
                        && total.incomingBytes > 10_000 && total.outgoingBytes > 10_000
                        && status.realServers.count { $0.counters.totals == total.totals } == 1
                },
                { status in rows(status, \.totals) { $0.counters.totals } })
        }
    }
}

extension Counters {
    fileprivate var totals: [UInt64] {
        [connections, incomingPackets, outgoingPackets, incomingBytes, outgoingBytes]
    }

    fileprivate var rates: [UInt64] {
        [
            connectionsPerSecond, incomingPacketsPerSecond, outgoingPacketsPerSecond, incomingBytesPerSecond,
            outgoingBytesPerSecond,
        ]
    }
}
