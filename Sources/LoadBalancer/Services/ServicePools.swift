import ControlMessages
import Deadlines
package import HealthChecker
import IPVSKit
package import Logging
package import NodeConfiguration

/// The virtual services of the running configuration: takes verdicts in and has the kernel's table follow.
///
/// Everything that changes the table takes a turn: a verdict that comes while a reload writes must not be lost, nor
/// bring back what the reload removed.
package actor ServicePools {
    let logger: Logger
    let problems: ProblemBoard
    let events: EventJournal
    private let makeWriter: @Sendable () throws -> TableWriter
    private let memoryFile: ServiceMemoryFile
    private var turns = TurnQueue()

    private(set) var writer: TableWriter?
    /// In the order of the file.
    private(set) var pools: [ServicePool] = []
    /// Where each service stands in `pools`.
    private(set) var places: [ServiceKey: Int] = [:]
    /// The same by the name that checks know a service by; only services with checks.
    private var checkedPlaces: [String: Int] = [:]
    /// What the kernel should hold, service by service, adopted ones included.
    private(set) var wanted: [ServiceKey: TableEntry] = [:]
    /// Services that the kernel did not take as they are wanted; tried again until it does.
    private(set) var unwritten: Set<ServiceKey> = []
    private var retry: Task<Void, Never>?

    /// What a successor has to know.
    private(set) var memory = ServiceMemory()
    /// What the file of the runtime directory holds; nil where that is not known.
    private var savedMemory: ServiceMemory?
    /// Real servers on their way out.
    var drains = DrainLedger()
    var drainTask: Task<Void, Never>?
    var audits: Task<Void, Never>?
    var auditInterval = Nanoseconds.zero
    /// Services that the start found and that are not ours.
    private var foreignAtStart: [ServiceKey] = []
    /// Why the kernel could not be reached, the last time that it was tried.
    private var unreachable: String?
    private var hasStarted = false
    private(set) var hasEnded = false

    private static let retryInterval = Duration.seconds(5)

    /// - Parameters:
    ///   - runtimeDirectory: where a predecessor left what it knew, and a successor will look.
    ///   - makeWriter: opens the kernel's door, called once and only when there is something to write.
    package init(
        logger: Logger, problems: ProblemBoard, events: EventJournal, runtimeDirectory: String,
        makeWriter: @escaping @Sendable () throws -> TableWriter
    ) {
        self.logger = logger
        self.problems = problems
        self.events = events
        self.makeWriter = makeWriter
        memoryFile = ServiceMemoryFile(directory: runtimeDirectory)
    }

    // MARK: Configuration

    /// Makes `servers` the services that run. Those that were there before keep what is known of their servers.
    ///
    /// Services that are no longer wanted stay in the kernel until `prune`, so that their addresses can leave first.
    ///
    /// - Throws: `IPVSError` where the kernel has no IPVS or refuses all of it; the pools stay as they were.
    package func configure(_ servers: [VirtualServer]) async throws {
        await takeTurn()
        defer { turns.pass() }
        let isStart = !hasStarted
        if isStart { try open(forServices: !servers.isEmpty) }
        hasStarted = true
        if !servers.isEmpty { _ = try openWriter() }
        let next = servers.map { server in
            let key = ServiceKey(server)
            return ServicePool(server, inheriting: places[key].map { pools[$0] })
        }
        let before = (pools, memory.overrides, drains, wanted)
        do {
            replace(with: next)
            try await settleDifferences(isStart: isStart)
        } catch {
            replace(with: before.0)
            (memory.overrides, drains, wanted) = (before.1, before.2, before.3)
            throw error
        }
        tellQuorums()
    }

    /// Removes from the kernel the services that were ours and are no longer wanted.
    ///
    /// - Parameter flushing: remove those that the start found and that are not ours, too (`lvs_flush`).
    package func prune(flushing: Bool = false) async {
        await takeTurn()
        defer { turns.pass() }
        let foreign = foreignAtStart
        foreignAtStart = []
        if !flushing { tellForeign(foreign) }
        await remove(memory.own.filter { wanted[$0] == nil }.union(flushing ? foreign : []))
    }

    /// Removes our services from the kernel; what is known of their servers goes with them.
    ///
    /// - Parameter flushing: remove those that are not ours, too (`lvs_flush_on_stop`).
    package func clear(flushing: Bool = false) async {
        await takeTurn()
        defer { turns.pass() }
        end()
        wanted = [:]
        memory.adopted = [:]
        memory.overrides = [:]
        await remove(memory.own)
        guard flushing, let writer else { return }
        do {
            try await writer.flush()
        } catch {
            logger.error("lvs_flush_on_stop: \(error)")
        }
    }

    /// Ends everything that happens by itself and leaves the kernel's table as it is, for a successor.
    package func leave() async {
        await takeTurn()
        defer { turns.pass() }
        end()
    }

    private func end() {
        hasEnded = true
        retry?.cancel()
        audits?.cancel()
        drainTask?.cancel()
        unwritten = []
    }

    private func open(forServices hasServices: Bool) throws {
        do {
            memory = try memoryFile.read()
            savedMemory = memory
        } catch {
            logger.warning("\(error); services that an earlier run left are not known as ours")
        }
        guard hasServices || !memory.isEmpty else { return }
        writer = try openWriter()
    }

    private func replace(with next: [ServicePool]) {
        let before = (pools, places)
        pools = next
        places = Dictionary(zip(next.lazy.map(\.key), next.indices)) { first, _ in first }
        checkedPlaces = Dictionary(
            next.indices.lazy.filter { next[$0].hasChecks }.map { (next[$0].key.description, $0) }
        ) { first, _ in first }
        for key in memory.adopted.keys where places[key] != nil { memory.adopted[key] = nil }
        for key in drains.services where places[key] == nil { drains.forget(of: key) { _ in true } }
        for (key, weights) in memory.overrides {
            // A weight that was changed in the file is our own word on it again.
            memory.overrides[key] = weights.filter { server, _ in
                guard let place = places[key] else { return memory.adopted[key] != nil }
                guard let old = before.1[key].map({ before.0[$0] }) else { return true }
                return old.server(server)?.weight == pools[place].server(server)?.weight
            }
        }
    }

    /// Compares the kernel's table with the wanted one and writes what differs.
    ///
    /// At a start the kernel is asked for all it holds; later what we wrote is taken for what it holds, and the audit
    /// that follows finds what is not so.
    private func settleDifferences(isStart: Bool) async throws {
        guard let writer else { return }
        var entries = pools.map { TableEntry(wantedFor: $0) }
        if !memory.adopted.isEmpty { entries += memory.adopted.values }
        let keys = entries.map(\.service.key)
        // Before anything is written, so that what a crash leaves is known.
        memory.own.formUnion(keys)
        saveMemory()
        let kernel: Table
        if isStart {
            let reading = try await writer.read(expecting: Table(entries))
            kernel = reading.kernel
            foreignAtStart = kernel.entries.map(\.service.key).filter {
                places[$0] == nil && !memory.own.contains($0)
            }
        } else {
            kernel = try await writer.recall(keys)
        }
        let audit = TableAudit(of: entries, against: kernel, standing: memory.overrides)
        memory.overrides = audit.overrides
        drain(audit.strays)
        let target = Table(entries.map(adjusted))
        wanted = Dictionary(uniqueKeysWithValues: target.entries.lazy.map { ($0.service.key, $0) })
        let outcome = try await writer.write(target, over: kernel)
        logger.info("\(outcome.plan.count) steps sent to the kernel")
        settle(target.entries, failures: outcome.failures)
        settleUnreachable()
    }

    // MARK: Verdicts

    /// Takes a batch of verdicts in and writes what they change in one go.
    package func record(_ notices: [CheckNotice]) async {
        await takeTurn()
        defer { turns.pass() }
        var touched: Set<Int> = []
        for notice in notices {
            guard let place = checkedPlaces[notice.key.service] else { continue }
            if pools[place].verdict(of: notice.key) != notice.verdict { tell(notice) }
            let changes = pools[place].record(notice)
            for change in changes {
                tell(change, of: pools[place])
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
        await write(entries)
    }

    /// What the kernel should hold for a service of ours, before anybody's hand in it; nil for one that is not ours.
    func bareEntry(_ key: ServiceKey) -> TableEntry? {
        places[key].map { TableEntry(wantedFor: pools[$0]) } ?? memory.adopted[key]
    }

    /// What the kernel should hold for a service, with servers that drain and weights that were set by hand.
    func entry(for pool: ServicePool) -> TableEntry {
        adjusted(TableEntry(wantedFor: pool))
    }

    func adjusted(_ entry: TableEntry) -> TableEntry {
        guard !drains.isEmpty || !memory.overrides.isEmpty else { return entry }
        let key = entry.service.key
        let draining = drains.drains(of: key)
        let whole =
            draining.isEmpty
            ? entry : TableEntry(entry.service, realServers: draining.map(\.server) + entry.realServers)
        return whole.overridden(by: memory.overrides[key])
    }

    /// A transition is our own word on the server's weight again.
    private func forgetOverride(_ change: ServicePool.Change, in pool: ServicePool) {
        let name: String
        switch change {
        case .serverUp(let server, _), .serverDown(let server, _): name = server
        case .quorumUp, .quorumDown: return
        }
        guard let weights = memory.overrides[pool.key] else { return }
        setOverrides(weights.filter { $0.key.description != name }, of: pool.key)
    }

    // MARK: Writing

    /// Makes the kernel hold entries, judged by what we wrote before, and keeps in mind those that it did not take.
    func write(_ entries: [TableEntry]) async {
        guard !entries.isEmpty, !hasEnded, let writer else { return }
        do {
            let kernel = try await writer.recall(entries.map(\.service.key))
            settle(entries, failures: try await writer.write(Table(entries), over: kernel).failures)
            settleUnreachable()
        } catch {
            failed(error)
        }
        retryLater()
    }

    /// Removes services from the kernel, and what is remembered of them.
    private func remove(_ keys: Set<ServiceKey>) async {
        guard let writer, !keys.isEmpty else { return }
        do {
            let failures = try await writer.remove(keys.sorted())
            for failure in failures { logger.error("\(failure)") }
            // A service that would not go stays ours, so that the next attempt finds it.
            let gone = keys.subtracting(failures.map(\.step.service))
            memory.own.subtract(gone)
            for key in unwritten.intersection(gone) { problems.settle("ipvs_refused", at: "\(key)") }
            unwritten.subtract(gone)
            saveMemory()
            settleUnreachable()
        } catch {
            failed(error)
        }
    }

    /// Tells what failed and takes down what does not fail any more.
    func settle(_ written: some Sequence<TableEntry>, failures: [PlanFailure]) {
        let failed = Set(failures.map(\.step.service))
        if !unwritten.isEmpty {
            for entry in written where !failed.contains(entry.service.key) {
                guard unwritten.remove(entry.service.key) != nil else { continue }
                problems.settle("ipvs_refused", at: "\(entry.service.key)")
            }
        }
        var told: Set<ServiceKey> = []
        for failure in failures {
            // A service's first failure is the reason of those after it: without it there is nothing to add servers to.
            guard told.insert(failure.step.service).inserted else { continue }
            if unwritten.insert(failure.step.service).inserted {
                events.post(.kernel, "\(failure.step.service)", to: "refused", "\(failure)", level: .error)
            }
            problems.raise("ipvs_refused", at: "\(failure.step.service)", "\(failure)", level: .debug)
        }
        retryLater()
    }

    /// The table could not be read or written: all services are tried again, for they went where IPVS left the kernel.
    func failed(_ error: any Error) {
        let text = "the IPVS table could not be written: \(error)"
        if unreachable != text { events.post(.kernel, "ipvs", to: "unreachable", text, level: .error) }
        unreachable = text
        problems.raise("ipvs_unreachable", at: nil, text, level: .debug)
        unwritten.formUnion(wanted.keys)
        retryLater()
    }

    func settleUnreachable() {
        guard unreachable != nil else { return }
        unreachable = nil
        problems.settle("ipvs_unreachable", at: nil)
        events.post(.kernel, "ipvs", to: "reachable", "the IPVS table can be written again")
    }

    private func retryLater() {
        guard !unwritten.isEmpty, retry == nil, !hasEnded else { return }
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
        await write(unwritten.sorted().compactMap { wanted[$0] })
    }

    // MARK: Turns and memory

    func takeTurn() async {
        guard !turns.takeIfFree() else { return }
        await withCheckedContinuation { turns.wait($0) }
    }

    func passTurn() {
        turns.pass()
    }

    func setWanted(_ entry: TableEntry) {
        wanted[entry.service.key] = entry
    }

    /// Services that were adopted are not ours any more.
    func forget(_ keys: [ServiceKey]) {
        for key in keys {
            wanted[key] = nil
            unwritten.remove(key)
            memory.own.remove(key)
            memory.adopted[key] = nil
            memory.overrides[key] = nil
        }
        saveMemory()
    }

    /// The door to the kernel, opened now where nothing needed it before.
    func openWriter() throws -> TableWriter {
        if let writer { return writer }
        let writer = try makeWriter()
        self.writer = writer
        return writer
    }

    /// Keeps services that are in no file as ours.
    func adopt(_ entries: [TableEntry]) {
        for entry in entries {
            memory.own.insert(entry.service.key)
            memory.adopted[entry.service.key] = entry
            wanted[entry.service.key] = entry
        }
        saveMemory()
    }

    func setOverrides(_ weights: [RealServerKey: UInt32], of key: ServiceKey) {
        let new = weights.isEmpty ? nil : weights
        guard memory.overrides[key] != new else { return }
        memory.overrides[key] = new
        saveMemory()
    }

    private func saveMemory() {
        guard memory != savedMemory || memoryFile.isThere == memory.isEmpty else { return }
        do {
            try memoryFile.write(memory)
            savedMemory = memory
            problems.settle("memory_not_saved", at: memoryFile.path)
        } catch {
            problems.raise(
                "memory_not_saved", at: memoryFile.path, "\(error); a successor will not know which services are ours")
        }
    }
}
