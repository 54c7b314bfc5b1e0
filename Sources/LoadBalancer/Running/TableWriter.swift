package import IPVSKit
package import Polling

/// The only writer to IPVS: owns the connection to the kernel and knows which services are ours.
///
/// Its work blocks in system calls, so it has a thread of its own.
package actor TableWriter {
    /// A failure may mean that somebody else was faster: the table is read again, once.
    private static let attempts = 2

    private let executor: ThreadExecutor
    /// Nil after a failure of the connection: the family's number may have changed with the module.
    private var client: IPVSClient?
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
        try converge(to: wanted, removingOthers: true) { () throws(IPVSError) in try connected().table() }
    }

    /// Makes the kernel hold these entries as they are in a fresh reading; all other services stay as they are.
    package func add(_ wanted: Table) throws(IPVSError) -> [PlanFailure] {
        try converge(to: wanted, removingOthers: false) { () throws(IPVSError) in try connected().table() }
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

    /// Removes the services that were ours and are not wanted. Without one the kernel is not asked: nil.
    package func prune(to wanted: Table) throws(IPVSError) -> [PlanFailure]? {
        guard !owned.isSubset(of: wanted.entries.map(\.service.key)) else { return nil }
        return try replace(with: wanted)
    }

    /// Removes all services of ours.
    package func clear() throws(IPVSError) -> [PlanFailure] {
        try replace(with: Table())
    }

    /// What the kernel holds, with its counters.
    package func status() throws(IPVSError) -> [ServiceStatus] {
        try connected().status()
    }

    /// Looks whether the kernel holds what is wanted, and puts right what it does not.
    ///
    /// - Parameter keepingOverrides: leave weights that somebody set below ours.
    package func audit(_ wanted: [TableEntry], keepingOverrides: Bool) throws(IPVSError) -> AuditOutcome {
        do throws(IPVSError) {
            let present = try connected().table()
            let audit = TableAudit(of: wanted, against: keepingOverrides ? present : Table())
            let target = Table(audit.target)
            let plan = TableDiff.plan(from: present, to: target) { _ in false }
            let failures = plan.isEmpty ? [] : try connected().apply(plan)
            remember(target, except: failures)
            return AuditOutcome(corrections: plan.steps, failures: failures, overrides: audit.overrides)
        } catch {
            disconnect()
            throw error
        }
    }

    private func connected() throws(IPVSError) -> IPVSClient {
        if let client { return client }
        let client = try IPVSClient()
        self.client = client
        return client
    }

    /// How far the kernel came is unknown.
    private func disconnect() {
        kernel = [:]
        client = nil
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
                failures = try connected().apply(plan)
                remember(wanted, except: failures)
                if failures.isEmpty { break }
            }
            // A service that would not go stays ours, so that the next attempt finds it.
            if removingOthers { owned = keys.union(failures.map(\.step.service)) }
            return failures
        } catch {
            disconnect()
            throw error
        }
    }

    private func knownEntry(_ key: ServiceKey) throws(IPVSError) -> TableEntry? {
        if let known = kernel[key] { return known }
        return try connected().entry(for: key)
    }

    /// What was written is what the kernel holds, but for services with a failure: those are read when they are needed.
    private func remember(_ written: Table, except failures: [PlanFailure]) {
        for entry in written.entries { kernel[entry.service.key] = entry }
        for failure in failures { kernel[failure.step.service] = nil }
        kernel = kernel.filter { owned.contains($0.key) }
    }
}

/// What an audit found and did.
package struct AuditOutcome: Sendable {
    /// The steps that put the table right; empty where the kernel held what is wanted.
    package let corrections: [PlanStep]
    package let failures: [PlanFailure]
    package let overrides: TableAudit.Overrides
}
