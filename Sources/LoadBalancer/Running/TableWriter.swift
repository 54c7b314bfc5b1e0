package import IPVSKit
package import Polling

/// The only writer to IPVS: owns the connection to the kernel and knows which services are ours.
///
/// Its work blocks in system calls, so it has a thread of its own.
package actor TableWriter {
    /// A failure may mean that somebody else was faster: the table is read again, once.
    private static let attempts = 2

    private let executor: ThreadExecutor
    private let client: IPVSClient
    /// Services of our configuration, also those that have yet to leave the kernel.
    private var owned: Set<ServiceKey> = []
    /// What the kernel holds of them as far as we know.
    private var kernel: [ServiceKey: TableEntry] = [:]

    package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    package init(client: sending IPVSClient, executor: ThreadExecutor) {
        self.client = client
        self.executor = executor
    }

    /// Makes the kernel hold exactly `wanted` among the services that are or were ours; foreign services stay.
    ///
    /// Returns the steps that failed; the others stand.
    package func replace(with wanted: Table) throws(IPVSError) -> [PlanFailure] {
        try converge(to: wanted, removingOthers: true) { () throws(IPVSError) in try client.table() }
    }

    /// Makes the kernel hold these entries as they are in a fresh reading; all other services stay as they are.
    package func add(_ wanted: Table) throws(IPVSError) -> [PlanFailure] {
        try converge(to: wanted, removingOthers: false) { () throws(IPVSError) in try client.table() }
    }

    /// Makes the kernel hold these entries, judged by what is known of them; all other services stay as they are.
    package func update(_ entries: [TableEntry]) throws(IPVSError) -> [PlanFailure] {
        let wanted = Table(entries)
        return try converge(to: wanted, removingOthers: false) { () throws(IPVSError) in
            var present: [TableEntry] = []
            for entry in wanted.entries {
                if let known = try knownEntry(entry.service.key) { present.append(known) }
            }
            return Table(present)
        }
    }

    /// Removes all services of ours.
    package func clear() throws(IPVSError) -> [PlanFailure] {
        try replace(with: Table())
    }

    /// What the kernel holds, with its counters.
    package func status() throws(IPVSError) -> [ServiceStatus] {
        try client.status()
    }

    private func converge(
        to wanted: Table, removingOthers: Bool, from read: () throws(IPVSError) -> Table
    ) throws(IPVSError) -> [PlanFailure] {
        let keys = Set(wanted.entries.map(\.service.key))
        owned.formUnion(keys)
        do throws(IPVSError) {
            var failures: [PlanFailure] = []
            for _ in 0..<Self.attempts {
                let plan = TableDiff.plan(from: try read(), to: wanted) { removingOthers && owned.contains($0) }
                failures = try client.apply(plan)
                remember(wanted, except: failures)
                if failures.isEmpty { break }
            }
            // A service that would not go stays ours, so that the next attempt finds it.
            if removingOthers { owned = keys.union(failures.map(\.step.service)) }
            return failures
        } catch {
            // How far the kernel came is unknown.
            kernel = [:]
            throw error
        }
    }

    private func knownEntry(_ key: ServiceKey) throws(IPVSError) -> TableEntry? {
        if let known = kernel[key] { return known }
        return try client.entry(for: key)
    }

    /// What was written is what the kernel holds, but for services with a failure: those are read when they are needed.
    private func remember(_ written: Table, except failures: [PlanFailure]) {
        for entry in written.entries { kernel[entry.service.key] = entry }
        for failure in failures { kernel[failure.step.service] = nil }
        kernel = kernel.filter { owned.contains($0.key) }
    }
}
