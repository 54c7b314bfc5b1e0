package import IPVSKit
package import Polling

/// The only writer to IPVS: owns the connection to the kernel and knows which services are ours.
///
/// Its work blocks in system calls, so it has a thread of its own.
package actor TableWriter {
    private let executor: ThreadExecutor
    private let client: IPVSClient
    /// Services of our configuration, also those that a plan has yet to remove.
    private var owned: Set<ServiceKey> = []
    /// What the kernel holds of them as far as we know.
    private var kernel: [ServiceKey: TableEntry] = [:]

    package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// - Throws: `IPVSError` where the kernel has no IPVS or does not let us in.
    package init(executor: ThreadExecutor) throws(IPVSError) {
        self.executor = executor
        client = try IPVSClient()
    }

    /// Makes the kernel hold exactly `wanted` among the services that are or were ours; foreign services stay.
    ///
    /// Returns the steps that failed; the others stand.
    package func replace(with wanted: Table) throws(IPVSError) -> [PlanFailure] {
        owned.formUnion(wanted.entries.map(\.service.key))
        var failures: [PlanFailure] = []
        // A failure may mean that somebody else was faster: read again and converge.
        for _ in 0..<Self.attempts {
            let present = try client.table()
            let plan = TableDiff.plan(from: present, to: wanted, owned: owned.contains)
            failures = try client.apply(plan)
            if failures.isEmpty { break }
        }
        owned = Set(wanted.entries.map(\.service.key))
        remember(wanted, except: failures)
        return failures
    }

    /// Makes the kernel hold these entries; all other services stay as they are.
    package func update(_ entries: [TableEntry]) throws(IPVSError) -> [PlanFailure] {
        let wanted = Table(entries)
        owned.formUnion(wanted.entries.map(\.service.key))
        var failures: [PlanFailure] = []
        for _ in 0..<Self.attempts {
            var present: [TableEntry] = []
            for entry in wanted.entries {
                if let known = try knownEntry(entry.service.key) { present.append(known) }
            }
            failures = try client.apply(TableDiff.plan(from: Table(present), to: wanted) { _ in false })
            remember(wanted, except: failures)
            if failures.isEmpty { break }
        }
        return failures
    }

    /// Removes all services of ours.
    package func clear() throws(IPVSError) -> [PlanFailure] {
        try replace(with: Table())
    }

    /// What the kernel holds, with its counters.
    package func status() throws(IPVSError) -> [ServiceStatus] {
        try client.status()
    }

    private static let attempts = 2

    private func knownEntry(_ key: ServiceKey) throws(IPVSError) -> TableEntry? {
        if let known = kernel[key] { return known }
        return try client.entry(for: key)
    }

    /// What was written is what the kernel holds, but for services with a failure: those are read when they are needed.
    private func remember(_ written: Table, except failures: [PlanFailure]) {
        kernel = kernel.filter { owned.contains($0.key) }
        for entry in written.entries { kernel[entry.service.key] = entry }
        for failure in failures { kernel[failure.step.service] = nil }
    }
}
