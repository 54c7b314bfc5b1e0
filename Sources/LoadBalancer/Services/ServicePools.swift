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
    let onReturn: @Sendable () -> Void
    private var turns = TurnQueue()

    private(set) var writer: TableWriter?
    /// In the order of the file.
    private(set) var pools: [ServicePool] = []
    /// Where each of the kernel's services stands in `pools`; those of a group stand in the same place.
    private(set) var places: [ServiceKey: Int] = [:]
    /// Where each group stands.
    private var groupPlaces: [ServiceName: Int] = [:]
    /// The same by the name that checks know a service by, which no other service has; only services with checks.
    private var checkedPlaces: [String: Int] = [:]
    /// What the kernel should hold, service by service, adopted ones included.
    private(set) var wanted = Table()
    /// What the kernel did not take yet; tried again until it does.
    var backlog = WriteBacklog()
    var retry: Task<Void, Never>?
    /// What ran before a change of the configuration that is not final yet.
    private var checkpoint: Checkpoint?
    /// Somebody else's services that a change took and that are to be put back as they were found.
    var restoring: [ServiceKey: TableEntry] = [:]

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
    var unreachable: String?
    private(set) var hasStarted = false
    private(set) var hasEnded = false

    /// Told what changes; called in order, must not wait.
    private(set) var onFacts: @Sendable ([ServiceFact]) -> Void = { _ in }

    /// - Parameters:
    ///   - runtimeDirectory: where a predecessor left what it knew, and a successor will look.
    ///   - onReturn: called when the kernel's table can be reached again.
    ///   - makeWriter: opens the kernel's door, called once and only when there is something to write.
    package init(
        logger: Logger, problems: ProblemBoard, events: EventJournal, runtimeDirectory: String,
        onReturn: @escaping @Sendable () -> Void = {}, makeWriter: @escaping @Sendable () throws -> TableWriter
    ) {
        self.logger = logger
        self.problems = problems
        self.events = events
        self.makeWriter = makeWriter
        self.onReturn = onReturn
        memoryFile = ServiceMemoryFile(directory: runtimeDirectory)
    }

    // MARK: Configuration

    /// Makes `servers` the services that run. Those that were there before keep what is known of their servers.
    ///
    /// Services that are no longer wanted stay in the kernel until `prune`, so that their addresses can leave first.
    /// Until then `rollBack` undoes the change.
    ///
    /// - Parameters:
    ///   - flushing: services that are not ours are going to be removed, too (`lvs_flush`).
    ///   - tellingStarts: real servers that are there for the first time are told of (`rs_init_notifies`).
    ///   - expectingMore: services are going to come, so that the kernel must have IPVS now.
    /// - Throws: `IPVSError` where the kernel has no IPVS or refuses all of it.
    package func configure(
        _ servers: [VirtualServer], flushing: Bool = false, tellingStarts: Bool = false,
        expectingMore: Bool = false
    ) async throws {
        await takeTurn()
        defer { turns.pass() }
        let isStart = !hasStarted
        if isStart { try open(forServices: !servers.isEmpty || expectingMore, flushing: flushing) }
        hasStarted = true
        if !servers.isEmpty { _ = try openWriter() }
        let next = servers.map { server in
            ServicePool(server, inheriting: pool(ServiceName(server)))
        }
        if checkpoint == nil { checkpoint = Checkpoint(pools: pools, memory: memory, drains: drains) }
        let settled = isStart ? [] : settled(among: next)
        replace(with: next)
        try await settleDifferences(isStart: isStart, except: settled)
        tellQuorums()
        if tellingStarts { tellStarts(among: checkpoint?.pools ?? []) }
        tellAllFacts()
    }

    /// Has what changes about services told, beginning with what there is.
    package func tellFacts(to listener: @escaping @Sendable ([ServiceFact]) -> Void) {
        onFacts = listener
        tellAllFacts()
    }

    /// Makes the change final: removes from the kernel the services that were ours and are no longer wanted.
    ///
    /// - Parameter flushing: remove those that the start found and that are not ours, too (`lvs_flush`).
    package func prune(flushing: Bool = false) async {
        await takeTurn()
        defer { turns.pass() }
        if let before = checkpoint?.pools { tellRemovals(since: before) }
        checkpoint = nil
        let foreign = foreignAtStart
        foreignAtStart = []
        if !flushing { tellForeign(foreign) }
        await remove(memory.own.filter { wanted[$0] == nil }.union(flushing ? foreign : []))
    }

    /// Brings back what ran before a change that is not final: services, adoptions and weights set by hand.
    ///
    /// Services that only the change brought leave with the next `prune`, except for those that the kernel held before:
    /// they are put back as they were found, and are nobody's of ours again.
    package func rollBack() async {
        await takeTurn()
        defer { turns.pass() }
        guard let checkpoint, !hasEnded else { return }
        self.checkpoint = nil
        (memory.overrides, memory.adopted) = (checkpoint.memory.overrides, checkpoint.memory.adopted)
        drains = checkpoint.drains
        let undone = pools
        setPools(checkpoint.pools)
        tellRemovals(since: undone)
        wanted = adjusted(ownEntries())
        memory.own.formUnion(wanted.keys)
        memory.own.subtract(checkpoint.found.keys)
        memory.overrides = memory.overrides.filter { wanted[$0.key] != nil }
        saveMemory()
        restoring = checkpoint.found
        await write(wanted.entries)
        await restore()
        tellQuorums()
        tellAllFacts()
        watchDrains()
    }

    /// Removes our services from the kernel; what is known of their servers goes with them.
    ///
    /// - Parameter flushing: remove those that are not ours, too (`lvs_flush_on_stop`).
    package func clear(flushing: Bool = false) async {
        await takeTurn()
        defer { turns.pass() }
        end()
        wanted = Table()
        memory.adopted = [:]
        memory.overrides = [:]
        await restore()
        await remove(memory.own)
        guard flushing else { return }
        do {
            try await openWriter().flush()
        } catch let error as IPVSError where error == .moduleMissing {
            // Its table left with it.
        } catch {
            logger.error("lvs_flush_on_stop: \(error)")
        }
    }

    /// Ends everything that happens by itself and leaves the kernel's table as it is, for a successor.
    package func leave() async {
        // A weight that somebody lowered a moment ago is for the successor to know.
        await audit()
        await takeTurn()
        defer { turns.pass() }
        end()
    }

    /// Whether a change of the configuration is under way that may still be undone.
    var isChanging: Bool { checkpoint != nil }

    private func end() {
        hasEnded = true
        retry?.cancel()
        audits?.cancel()
        drainTask?.cancel()
        backlog = WriteBacklog()
    }

    private func open(forServices hasServices: Bool, flushing: Bool) throws {
        do {
            memory = try memoryFile.read()
            savedMemory = memory
        } catch {
            logger.warning("\(error); services that an earlier run left are not known as ours")
        }
        guard hasServices || flushing || !memory.isEmpty else { return }
        do {
            _ = try openWriter()
        } catch let error as IPVSError where error == .moduleMissing && !hasServices {
            // The table that the memory speaks of left with the module.
            memory = ServiceMemory()
            saveMemory()
        }
    }

    private func setPools(_ next: [ServicePool]) {
        pools = next
        places = [:]
        places.reserveCapacity(next.count)
        groupPlaces = [:]
        for (place, pool) in next.enumerated() {
            if case .group = pool.name { groupPlaces[pool.name] = place }
            for key in pool.keys where places[key] == nil { places[key] = place }
        }
        checkedPlaces = Dictionary(
            next.indices.lazy.filter { next[$0].hasChecks }.map { (next[$0].name.description, $0) }
        ) { first, _ in first }
    }

    /// The pool of this name that runs.
    func pool(_ name: ServiceName) -> ServicePool? {
        let place: Int? =
            switch name {
            case .single(let key): places[key]
            case .group: groupPlaces[name]
            }
        return place.map { pools[$0] }.flatMap { $0.name == name ? $0 : nil }
    }

    private func replace(with next: [ServicePool]) {
        let before = (pools, places)
        setPools(next)
        for key in memory.adopted.keys where places[key] != nil { memory.adopted[key] = nil }
        for key in restoring.keys where places[key] != nil { restoring[key] = nil }
        for key in drains.services where places[key] == nil { drains.forget(of: key) { _ in true } }
        for (key, weights) in memory.overrides {
            // A weight that was changed in the file is our own word on it again.
            memory.overrides[key] = weights.filter { server, _ in
                guard let place = places[key] else { return memory.adopted[key] != nil }
                guard let old = before.1[key].map({ before.0[$0] }) else { return true }
                return old.server(server, behind: key)?.weight == pools[place].server(server, behind: key)?.weight
            }
        }
    }

    /// The services that a change of the configuration leaves as they are and that the kernel holds, as far as we know:
    /// of the usual large table almost all. Nobody's hand is in them.
    private func settled(among next: [ServicePool]) -> Set<ServiceKey> {
        let free = memory.own.subtracting(memory.overrides.keys).subtracting(backlog.unwritten)
            .subtracting(drains.services).subtracting(memory.adopted.keys)
        return Set(
            next.lazy.filter { pool in
                self.pool(pool.name)?.settings.saysTheSame(as: pool.settings) == true
                    && pool.keys.allSatisfy { free.contains($0) && self.wanted[$0] != nil }
            }.flatMap(\.keys))
    }

    /// Compares the kernel's table with the wanted one and writes what differs.
    ///
    /// At a start the kernel is asked for all it holds; later what we wrote is taken for what it holds, and the audit
    /// that follows finds what is not so.
    private func settleDifferences(isStart: Bool, except settled: Set<ServiceKey>) async throws {
        guard let writer else { return }
        let unknown = settled.isEmpty ? [] : await writer.unknown(among: settled)
        // A group is settled as a whole.
        let settled = settled.subtracting(Set(unknown.compactMap { places[$0] }).flatMap { pools[$0].keys })
        let entries = ownEntries(except: settled)
        let keys = entries.map(\.service.key)
        let kernel: Table
        if isStart {
            let reading = try await writer.read(expecting: Table(entries))
            kernel = reading.kernel
            foreignAtStart = kernel.entries.map(\.service.key).filter {
                places[$0] == nil && !memory.own.contains($0)
            }
        } else {
            kernel = try await writer.recall(keys)
            for key in keys where !memory.own.contains(key) { checkpoint?.found[key] = kernel[key] }
        }
        // Before anything is written, so that what a crash leaves is known; and not before somebody else's are known.
        memory.own.formUnion(keys)
        saveMemory()
        let audit = TableAudit(of: entries, against: kernel, standing: memory.overrides)
        memory.overrides = audit.overrides
        drain(audit.strays)
        let target = adjusted(entries)
        wanted = wanted.filter(settled.contains)
        setWanted(target)
        let outcome = try await writer.write(target, over: kernel)
        logger.info("\(outcome.plan.count) steps sent to the kernel")
        settle(target.entries, failures: outcome.failures)
    }

    // MARK: Verdicts

    /// Takes a batch of verdicts in and writes what they change in one go.
    ///
    /// - Returns: the fast removals that are not taken: those servers stay as they were.
    @discardableResult
    package func record(_ notices: [CheckNotice]) async -> [CheckNotice] {
        await takeTurn()
        defer { turns.pass() }
        var touched: Set<Int> = []
        var refused: [CheckNotice] = []
        for notice in notices {
            guard let place = checkedPlaces[notice.key.service], pools[place].hasCheck(of: notice) else { continue }
            if let refusal = pools[place].admit(notice) {
                tell(refusal, of: notice)
                refused.append(notice)
                continue
            }
            if pools[place].verdict(of: notice.key) != notice.verdict { tell(notice) }
            let assumed = pools[place].assumption(about: notice.key)
            let changes = pools[place].record(notice)
            if assumed != notice.verdict, !changes.contains(where: \.isOfServer) { tell(notice, of: pools[place]) }
            for change in changes {
                tell(change, of: pools[place])
                forgetOverride(change, in: pools[place])
            }
            if !changes.isEmpty { touched.insert(place) }
        }
        var entries: [TableEntry] = []
        for place in touched.sorted() {
            for entry in TableEntry.all(wantedFor: pools[place]).map(adjusted)
            where wanted[entry.service.key] != entry {
                entries.append(entry)
            }
        }
        setWanted(Table(entries))
        saveMemory()
        await write(entries)
        return refused
    }

    /// What the kernel should hold of ours, before anybody's hand in it.
    ///
    /// - Parameter settled: services that are left out, those of a group all or none.
    private func ownEntries(except settled: Set<ServiceKey> = []) -> [TableEntry] {
        let unsettled = settled.isEmpty ? pools : pools.filter { !($0.keys.first.map(settled.contains) ?? false) }
        let entries = unsettled.flatMap { TableEntry.all(wantedFor: $0) }
        return memory.adopted.isEmpty ? entries : entries + memory.adopted.values
    }

    /// What the kernel should hold for services of ours, before anybody's hand in it; those that are not ours are left
    /// out.
    func bareEntries(_ keys: [ServiceKey]) -> [TableEntry] {
        var ofPools: [Int: [ServiceKey]] = [:]
        for key in keys { places[key].map { ofPools[$0, default: []].append(key) } }
        let adopted = keys.compactMap { places[$0] == nil ? memory.adopted[$0] : nil }
        return ofPools.sorted { $0.key < $1.key }.flatMap { TableEntry.all(wantedFor: pools[$0.key], as: $0.value) }
            + adopted
    }

    /// The same with servers that drain and weights that were set by hand.
    func adjusted(_ entries: [TableEntry]) -> Table {
        // The usual large table stays the one that is there.
        Table(drains.isEmpty && memory.overrides.isEmpty ? entries : entries.map(adjusted))
    }

    private func adjusted(_ entry: TableEntry) -> TableEntry {
        let key = entry.service.key
        let draining = drains.drains(of: key)
        let whole =
            draining.isEmpty
            ? entry : TableEntry(entry.service, realServers: draining.map(\.server) + entry.realServers)
        return whole.overridden(by: memory.overrides[key])
    }

    /// A transition is our own word on the server's weight again.
    private func forgetOverride(_ change: ServicePool.Change, in pool: ServicePool) {
        guard !memory.overrides.isEmpty else { return }
        for key in pool.keys {
            guard let weights = memory.overrides[key] else { continue }
            let kept = weights.filter { server, _ in
                switch change {
                case .serverUp(let name, _), .serverDown(let name, _):
                    pool.server(server, behind: key)?.displayName != name
                case .serverStaysDown: true
                // The sorry server comes or goes.
                case .quorumUp, .quorumDown: pool.server(server, behind: key) != nil
                // Whoever lowered it by hand meant it whatever a check says.
                case .weight: true
                }
            }
            setOverrides(kept, of: key)
        }
    }

    // MARK: Turns and memory

    func takeTurn() async {
        guard !turns.takeIfFree() else { return }
        await withCheckedContinuation { turns.wait($0) }
    }

    func passTurn() {
        turns.pass()
    }

    func setWanted(_ entries: Table) {
        wanted.update(with: entries)
    }

    /// Services that were ours, or are gone, are not ours any more.
    func forget(_ keys: some Collection<ServiceKey>) {
        wanted.remove(Set(keys))
        for key in keys {
            memory.own.remove(key)
            memory.adopted[key] = nil
            memory.overrides[key] = nil
            settleRefusal(key)
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

    /// The same for others that have something to set.
    package func kernelWriter() throws -> TableWriter { try openWriter() }

    /// Keeps services that are in no file as ours.
    func adopt(_ entries: [TableEntry]) {
        for entry in entries {
            memory.own.insert(entry.service.key)
            memory.adopted[entry.service.key] = entry
        }
        setWanted(Table(entries))
        saveMemory()
    }

    /// Notes weights that were set by hand; `saveMemory` makes them last.
    func setOverrides(_ weights: [RealServerKey: UInt32], of key: ServiceKey) {
        let new = weights.isEmpty ? nil : weights
        guard memory.overrides[key] != new else { return }
        memory.overrides[key] = new
        checkpoint?.memory.overrides[key] = new
    }

    /// Leaves a successor what is not in the file yet.
    func saveMemory() {
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

/// What ran before a change of the configuration.
private struct Checkpoint {
    let pools: [ServicePool]
    var memory: ServiceMemory
    let drains: DrainLedger
    /// What the kernel held of services that were not ours before the change.
    var found: [ServiceKey: TableEntry] = [:]
}
