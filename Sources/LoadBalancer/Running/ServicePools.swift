package import Deadlines
package import HealthChecker
package import IPVSKit
package import Logging
package import NodeConfiguration

/// The virtual services of the running configuration: takes verdicts in and has the kernel's table follow.
package actor ServicePools {
    private let logger: Logger
    private let problems: ProblemBoard
    private let events: EventJournal
    private let makeWriter: @Sendable () throws -> TableWriter
    private var writer: TableWriter?
    /// In the order of the file.
    private var pools: [ServicePool] = []
    /// Where each service stands in `pools`, by the name that checks know it by.
    private var places: [String: Int] = [:]
    private var wanted: [ServiceKey: TableEntry] = [:]
    /// Services that the kernel did not take as they are wanted; tried again until it does.
    private var unwritten: Set<ServiceKey> = []
    private var retry: Task<Void, Never>?
    /// A verdict that came while a reload writes its table must not be lost, nor bring back what the reload removed.
    private var turns = TurnQueue()

    /// Weights that somebody set below ours by hand; each stays until its server's next transition.
    private var overrides: TableAudit.Overrides = [:]
    private var audits: Task<Void, Never>?
    private var auditInterval = Nanoseconds.zero
    /// Why the kernel could not be reached, the last time that it was tried.
    private var unreachable: String?

    private static let retryInterval = Duration.seconds(5)

    /// - Parameter makeWriter: opens the kernel's door, called once and only when there is something to write.
    package init(
        logger: Logger, problems: ProblemBoard, events: EventJournal,
        makeWriter: @escaping @Sendable () throws -> TableWriter
    ) {
        self.logger = logger
        self.problems = problems
        self.events = events
        self.makeWriter = makeWriter
    }

    /// Makes `servers` the services that run. Those that were there before keep what is known of their servers.
    ///
    /// Services that are no longer wanted stay in the kernel until `prune`, so that their addresses can leave first.
    ///
    /// - Throws: `IPVSError` where the kernel has no IPVS or refuses all of it; the pools stay as they were.
    package func configure(_ servers: [VirtualServer]) async throws {
        await takeTurn()
        defer { turns.pass() }
        if writer == nil, !servers.isEmpty { writer = try makeWriter() }
        let predecessors = Dictionary(pools.map { ($0.key, $0) }) { first, _ in first }
        let next = servers.map { ServicePool($0, inheriting: predecessors[ServiceKey($0)]) }
        let entries = next.map(entry)
        if let writer {
            settle(entries, failures: try await writer.add(Table(entries)))
        }
        pools = next
        places = Dictionary(next.enumerated().map { ($1.key.description, $0) }) { first, _ in first }
        wanted = Dictionary(entries.map { ($0.service.key, $0) }) { first, _ in first }
        tellQuorums()
    }

    /// Removes from the kernel the services that were ours and are no longer wanted.
    package func prune() async {
        await takeTurn()
        defer { turns.pass() }
        let entries = Array(wanted.values)
        await write(entries) { writer in try await writer.prune(to: Table(entries)) }
    }

    /// Takes a batch of verdicts in and writes what they change in one go.
    package func record(_ notices: [CheckNotice]) async {
        await takeTurn()
        defer { turns.pass() }
        var touched: Set<Int> = []
        for notice in notices {
            guard let place = places[notice.key.service] else { continue }
            let changes = pools[place].record(notice)
            for change in changes {
                log(change, of: pools[place])
                forgetOverride(change, in: pools[place])
            }
            if !changes.isEmpty { touched.insert(place) }
        }
        var entries: [TableEntry] = []
        for place in touched.sorted() {
            let entry = entry(for: pools[place])
            guard wanted[entry.service.key] != entry else { continue }
            wanted[entry.service.key] = entry
            entries.append(entry)
        }
        await update(entries)
    }

    /// Has the kernel's table looked at every so often from now on; zero ends it.
    package func audit(every interval: Nanoseconds) {
        guard interval != auditInterval else { return }
        auditInterval = interval
        audits?.cancel()
        audits = nil
        guard interval > .zero else { return }
        audits = Task { [weak self] in
            while !Task.isCancelled {
                try? await Task.sleep(for: .nanoseconds(interval.count))
                guard !Task.isCancelled else { return }
                await self?.audit()
            }
        }
    }

    /// Puts right what the kernel holds otherwise than it is wanted.
    ///
    /// - Parameter keepingOverrides: leave weights that somebody set below ours; else they go, too.
    /// - Returns: what was put right.
    @discardableResult
    package func audit(keepingOverrides: Bool = true) async -> [PlanStep] {
        await takeTurn()
        defer { turns.pass() }
        guard let writer, !pools.isEmpty else { return [] }
        let entries = pools.map(TableEntry.init(wantedFor:))
        do {
            let outcome = try await writer.audit(entries, keepingOverrides: keepingOverrides)
            for step in outcome.corrections { logger.warning("somebody else changed the IPVS table: \(step)") }
            note(outcome.overrides)
            wanted = Dictionary(pools.map(entry).map { ($0.service.key, $0) }) { first, _ in first }
            settle(Array(wanted.values), failures: outcome.failures)
            tellReachable()
            return outcome.corrections
        } catch {
            tellUnreachable(error)
            unwritten.formUnion(wanted.keys)
            retryLater()
            return []
        }
    }

    /// What the kernel should hold for a service, with what was set by hand.
    private func entry(for pool: ServicePool) -> TableEntry {
        TableEntry(wantedFor: pool).overridden(by: overrides[pool.key])
    }

    private func note(_ found: TableAudit.Overrides) {
        for (service, weights) in found.sorted(by: { $0.key < $1.key }) {
            for (server, weight) in weights.sorted(by: { $0.key < $1.key }) where overrides[service]?[server] != weight
            {
                logger.notice("\(server) of \(service) has weight \(weight), set by hand; it stays for now")
            }
        }
        overrides = found
    }

    /// A transition is our own word on the server's weight again.
    private func forgetOverride(_ change: ServicePool.Change, in pool: ServicePool) {
        let name: String
        switch change {
        case .serverUp(let server, _), .serverDown(let server, _): name = server
        case .quorumUp, .quorumDown: return
        }
        overrides[pool.key] = overrides[pool.key]?.filter { $0.key.description != name }
    }

    /// Removes our services from the kernel; what is known of their servers goes with them.
    package func clear() async {
        await takeTurn()
        defer { turns.pass() }
        retry?.cancel()
        audits?.cancel()
        unwritten = []
        wanted = [:]
        await write([]) { writer in try await writer.clear() }
    }

    private func update(_ entries: [TableEntry]) async {
        guard !entries.isEmpty else { return }
        await write(entries) { writer in try await writer.update(entries) }
    }

    /// Writes entries, and keeps in mind those that the kernel did not take.
    ///
    /// - Parameter body: returns the failures; nil where nothing was written.
    private func write(_ entries: [TableEntry], _ body: (TableWriter) async throws -> [PlanFailure]?) async {
        guard let writer else { return }
        do {
            if let failures = try await body(writer) {
                settle(entries, failures: failures)
                tellReachable()
            }
        } catch {
            tellUnreachable(error)
            // Also those that were written before: they went where IPVS left the kernel.
            unwritten.formUnion(wanted.keys)
        }
        retryLater()
    }

    /// Tells what failed and takes down what does not fail any more.
    private func settle(_ written: [TableEntry], failures: [PlanFailure]) {
        let failed = Set(failures.map(\.step.service))
        for entry in written where !failed.contains(entry.service.key) {
            unwritten.remove(entry.service.key)
            problems.settle("ipvs_refused", at: "\(entry.service.key)")
        }
        var told: Set<ServiceKey> = []
        for failure in failures {
            // A service's first failure is the reason of those after it: without it there is nothing to add servers to.
            guard told.insert(failure.step.service).inserted else { continue }
            let isNew = unwritten.insert(failure.step.service).inserted
            if isNew { logger.error("\(failure)") }
            problems.raise("ipvs_refused", at: "\(failure.step.service)", "\(failure)")
        }
    }

    private func tellUnreachable(_ error: any Error) {
        let message = "the IPVS table could not be written: \(error)"
        if unreachable != message { logger.error("\(message)") }
        unreachable = message
        problems.raise("ipvs_unreachable", at: nil, message)
    }

    private func tellReachable() {
        guard unreachable != nil else { return }
        unreachable = nil
        logger.notice("the IPVS table can be written again")
        problems.settle("ipvs_unreachable", at: nil)
    }

    private func retryLater() {
        guard !unwritten.isEmpty, retry == nil else { return }
        retry = Task { [weak self] in
            try? await Task.sleep(for: Self.retryInterval)
            guard !Task.isCancelled else { return }
            await self?.writeAgain()
        }
    }

    private func writeAgain() async {
        await takeTurn()
        defer { turns.pass() }
        retry = nil
        unwritten = unwritten.filter { wanted[$0] != nil }
        await update(unwritten.sorted().compactMap { wanted[$0] })
    }

    /// Puts up which services are without their quorum now, and what is wrong with the numbers.
    private func tellQuorums() {
        problems.settleAll("quorum_lost")
        for pool in pools {
            for adjustment in pool.quorum.adjustments { logger.warning("\(pool.key): \(adjustment)") }
            if !pool.quorum.isUp { raiseQuorumLost(pool) }
        }
    }

    /// The pools, and what the kernel holds: nil where it could not be read.
    package func snapshot() async -> PoolsSnapshot {
        // Read first: after the wait the pools may be newer than the kernel's table, never older.
        let kernel = writer == nil ? [] : try? await writer?.status()
        return PoolsSnapshot(pools: pools, wanted: wanted, overrides: overrides, kernel: kernel)
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
            logger.warning("\(raiseQuorumLost(pool))")
        }
    }

    @discardableResult
    private func raiseQuorumLost(_ pool: ServicePool) -> String {
        let sorry = pool.settings.sorryServer.map { "; the sorry server \($0.address) port \($0.port) answers" } ?? ""
        let text = "\(pool.key) has lost its quorum (\(pool.quorum.have) of \(pool.quorum.quorum))\(sorry)"
        problems.raise("quorum_lost", at: "\(pool.key)", text)
        return text
    }
}

/// The pools at one moment.
package struct PoolsSnapshot: Sendable {
    /// In the order of the file.
    package let pools: [ServicePool]
    package let wanted: [ServiceKey: TableEntry]
    package let overrides: TableAudit.Overrides
    /// What the kernel holds; nil where it could not be read.
    package let kernel: [ServiceStatus]?
}
