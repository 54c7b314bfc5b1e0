import ControlMessages
import HealthChecker
package import IPVSKit
import Logging
import NodeConfiguration

// What the services tell: events, problems, and snapshots for answers.
extension ServicePools {
    /// The pools, and what the kernel holds: nil where it could not be read.
    package func snapshot() async -> PoolsSnapshot {
        // Read first: after the wait the pools may be newer than the kernel's table, never older.
        let kernel = writer == nil ? [] : try? await writer?.status()
        return PoolsSnapshot(
            pools: pools, wanted: wanted, memory: memory, drains: drains, kernel: kernel)
    }

    func tell(_ change: ServicePool.Change, of pool: ServicePool) {
        if let fact = ServiceFact(change, of: pool) { onFacts([fact]) }
        switch change {
        case .serverUp(let server, let reason):
            events.post(.realServer, "\(server) of \(pool.name)", from: "down", to: "up", reason)
        case .serverDown(let server, let reason):
            events.post(.realServer, "\(server) of \(pool.name)", from: "up", to: "down", reason, level: .warning)
        case .weight(let server, let old, let new, let reason):
            events.post(.realServer, "\(server) of \(pool.name)", from: "weight \(old)", to: "weight \(new)", reason)
        case .serverStaysDown: break
        case .quorumUp:
            problems.settle("quorum_lost", at: "\(pool.name)")
            events.post(
                .service, "\(pool.name)", from: "quorum lost", to: "quorum up",
                "\(pool.quorum.have) of \(pool.quorum.quorum)")
        case .quorumDown:
            problems.raise("quorum_lost", at: "\(pool.name)", pool.quorumLostText, level: .debug)
            events.post(
                .service, "\(pool.name)", from: "quorum up", to: "quorum lost",
                "\(pool.quorum.have) of \(pool.quorum.quorum)\(pool.sorryText)", level: .warning)
        }
    }

    func tell(_ notice: CheckNotice) {
        events.post(.check, "\(notice.key)", to: notice.verdict == .up ? "up" : "down", notice.reason, level: .info)
    }

    func tell(_ refusal: ServicePool.FastRemovalRefusal, of notice: CheckNotice) {
        events.post(
            .check, "\(notice.key)", from: "up", to: "up",
            "\(notice.reason) after its kept connection ended; it does not leave at once, for \(refusal)",
            level: .warning)
    }

    /// Puts up which services are without their quorum now, and what is wrong with the numbers.
    func tellQuorums() {
        for pool in pools {
            for adjustment in pool.quorum.adjustments { logger.warning("\(pool.name): \(adjustment)") }
        }
        problems.replace(
            "quorum_lost",
            with: pools.lazy.filter { !$0.quorum.isUp }.map { (location: "\($0.name)", message: $0.quorumLostText) })
    }
}

extension ServicePool {
    fileprivate var quorumLostText: String {
        "\(name) has lost its quorum (\(quorum.have) of \(quorum.quorum))\(sorryText)"
    }

    fileprivate var sorryText: String {
        settings.sorryServer.map { "; the sorry server \($0.address) port \($0.port) answers" } ?? ""
    }
}

/// The pools at one moment.
package struct PoolsSnapshot: Sendable {
    /// In the order of the file.
    package let pools: [ServicePool]
    package let wanted: Table
    package let memory: ServiceMemory
    package let drains: DrainLedger
    /// What the kernel holds; nil where it could not be read.
    package let kernel: [ServiceStatus]?
}
