import ControlMessages
import Deadlines
import IPVSKit
import NodeConfiguration
import Polling

// A real server that was taken out of the file leaves when its connections have (`drain_timeout`).
extension ServicePools {
    private static let lookInterval = Duration.seconds(1)

    /// Lets real servers that the kernel holds and the file does not have any more keep their connections for a while.
    ///
    /// A server that is in the file and does not belong into the table has failed: it leaves at once.
    func drain(_ strays: [ServiceKey: [IPVSKit.RealServer]]) {
        for key in drains.services {
            guard let place = places[key] else { continue }
            drains.forget(of: key) { pools[place].configures($0, behind: key) }
        }
        var told: Set<String> = []
        for (key, servers) in strays.sorted(by: { $0.key < $1.key }) {
            guard let pool = places[key].map({ pools[$0] }), pool.settings.drainTimeout > .zero else { continue }
            let timeout = pool.settings.drainTimeout
            for server in servers where !pool.configures(server.key, behind: key) {
                guard drains.begin(server, of: key, until: MonotonicClock.now + timeout) else { continue }
                // Of a group once, however many services it has.
                let name = "\(server.key) of \(pool.name)"
                guard told.insert(name).inserted else { continue }
                events.post(
                    .realServer, name, from: "weight \(server.weight)", to: "drained",
                    "it is not in the file; its connections may stay for \(timeout)")
            }
        }
        watchDrains()
    }

    /// Tells of servers that have left, of a group when the last of its services is without them.
    private func tell(_ ends: [DrainLedger.End]) {
        var told: Set<String> = []
        for end in ends {
            let pool = places[end.service].map { pools[$0] }
            let name = "\(end.server) of \(pool.map { "\($0.name)" } ?? "\(end.service)")"
            guard told.insert(name).inserted, !drains.has(end.server, of: pool?.keys ?? []) else { continue }
            let reason = end.cut.map { "its time is over; it was still \($0)" } ?? "its connections are gone"
            events.post(.realServer, name, from: "drained", to: "removed", reason)
        }
    }

    func watchDrains() {
        guard !drains.isEmpty, drainTask == nil else { return }
        drainTask = Task { [weak self] in
            while !Task.isCancelled, await self?.lookAtDrains() == true {
                try? await Task.sleep(for: Self.lookInterval)
            }
        }
    }

    /// Removes the servers whose connections are gone or whose time is over.
    ///
    /// - Returns: whether any are left.
    private func lookAtDrains() async -> Bool {
        await takeTurn()
        defer { passTurn() }
        guard let writer, !hasEnded else { return false }
        do {
            let statuses = try await writer.status(of: drains.services)
            var held: [ServiceKey: [RealServerKey: DrainLedger.Held]] = [:]
            for status in statuses {
                for server in status.realServers {
                    held[status.service.key, default: [:]][server.realServer.key] = DrainLedger.Held(server)
                }
            }
            let ends = drains.look(at: MonotonicClock.now) { held[$0]?[$1] }
            let target = adjusted(bareEntries(Set(ends.map(\.service)).sorted()))
            setWanted(target)
            await write(target.entries)
            tell(ends)
        } catch {
            failed(error)
        }
        if drains.isEmpty { drainTask = nil }
        return !drains.isEmpty
    }
}
