package import HealthChecker
package import IPVSKit
package import Logging
package import NodeConfiguration

/// The virtual services of the running configuration: takes verdicts in and has the kernel's table follow.
package actor ServicePools {
    private let logger: Logger
    private let problems: ProblemBoard
    private let makeWriter: @Sendable () throws -> TableWriter
    private var writer: TableWriter?
    /// In the order of the file.
    private var pools: [ServicePool] = []
    /// Where each service stands in `pools`, by the name that checks know it by.
    private var places: [String: Int] = [:]
    private var wanted: [ServiceKey: TableEntry] = [:]
    /// A verdict that came while a reload writes its table must not be lost, nor bring back what the reload removed.
    private var turns = TurnQueue()

    /// - Parameter makeWriter: opens the kernel's door, called once and only when there is something to write.
    package init(logger: Logger, problems: ProblemBoard, makeWriter: @escaping @Sendable () throws -> TableWriter) {
        self.logger = logger
        self.problems = problems
        self.makeWriter = makeWriter
    }

    /// Makes `servers` the services that run. Those that were there before keep what is known of their servers.
    ///
    /// - Throws: `IPVSError` where the kernel has no IPVS or refuses all of it; the pools stay as they were.
    package func configure(_ servers: [VirtualServer]) async throws {
        await takeTurn()
        defer { turns.pass() }
        if writer == nil, !servers.isEmpty { writer = try makeWriter() }
        let predecessors = Dictionary(pools.map { ($0.key, $0) }) { first, _ in first }
        let next = servers.map { ServicePool($0, inheriting: predecessors[ServiceKey($0)]) }
        let entries = next.map(TableEntry.init(wantedFor:))
        if let writer {
            report(try await writer.replace(with: Table(entries)))
        }
        pools = next
        places = Dictionary(next.enumerated().map { ($1.key.description, $0) }) { first, _ in first }
        wanted = Dictionary(entries.map { ($0.service.key, $0) }) { first, _ in first }
        for pool in next {
            for adjustment in pool.quorum.adjustments {
                logger.warning("\(pool.key): \(adjustment)")
            }
        }
    }

    /// Takes a batch of verdicts in and writes what they change in one go.
    package func record(_ notices: [CheckNotice]) async {
        await takeTurn()
        defer { turns.pass() }
        var touched: [Int] = []
        for notice in notices {
            guard let place = places[notice.key.service] else { continue }
            let changes = pools[place].record(notice)
            for change in changes { log(change, of: pools[place]) }
            if !changes.isEmpty, !touched.contains(place) { touched.append(place) }
        }
        var entries: [TableEntry] = []
        for place in touched {
            let entry = TableEntry(wantedFor: pools[place])
            guard wanted[entry.service.key] != entry else { continue }
            wanted[entry.service.key] = entry
            entries.append(entry)
        }
        guard let writer, !entries.isEmpty else { return }
        do {
            report(try await writer.update(entries))
        } catch {
            logger.error("the IPVS table could not be written: \(error)")
            problems.raise("ipvs_unreachable", at: nil, "\(error)")
        }
    }

    /// Removes our services from the kernel; what is known of their servers goes with them.
    package func clear() async {
        await takeTurn()
        defer { turns.pass() }
        do {
            if let writer { report(try await writer.clear()) }
        } catch {
            logger.error("the IPVS entries could not be removed: \(error)")
        }
    }

    /// The pools, and what the kernel holds: nil where it could not be read.
    package func snapshot() async -> (pools: [ServicePool], wanted: [ServiceKey: TableEntry], kernel: [ServiceStatus]?)
    {
        // Read first: after the wait the pools may be newer than the kernel's table, never older.
        let kernel = writer == nil ? [] : try? await writer?.status()
        return (pools, wanted, kernel)
    }

    private func takeTurn() async {
        guard !turns.takeIfFree() else { return }
        await withCheckedContinuation { turns.wait($0) }
    }

    private func log(_ change: ServicePool.Change, of pool: ServicePool) {
        switch change {
        case .serverUp(let server, let reason):
            logger.notice("\(server) of \(pool.key) is up: \(reason)")
        case .serverDown(let server, let reason):
            logger.warning("\(server) of \(pool.key) is down: \(reason)")
        case .quorumUp:
            logger.notice("\(pool.key) has its quorum again (\(pool.quorum.have) of \(pool.quorum.quorum))")
            problems.settle("quorum_lost", at: "\(pool.key)")
        case .quorumDown:
            let sorry = pool.settings.sorryServer.map { "; the sorry server \($0.address):\($0.port) answers" } ?? ""
            let text = "\(pool.key) has lost its quorum (\(pool.quorum.have) of \(pool.quorum.quorum))\(sorry)"
            logger.warning("\(text)")
            problems.raise("quorum_lost", at: "\(pool.key)", text)
        }
    }

    private func report(_ failures: [PlanFailure]) {
        problems.settleAll("ipvs_unreachable")
        problems.settleAll("ipvs_refused")
        for failure in failures {
            logger.error("\(failure)")
            problems.raise("ipvs_refused", at: "\(failure.step)", "\(failure)")
        }
    }
}
