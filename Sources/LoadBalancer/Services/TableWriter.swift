import Glibc
package import IPVSKit
package import Polling

/// The only writer to IPVS: owns the connection to the kernel and knows what it has written.
///
/// Its work blocks in system calls, so it has a thread of its own.
package actor TableWriter {
    /// A failure may mean that somebody else was faster: the services in question are read again, once.
    private static let attempts = 2

    private let executor: ThreadExecutor
    /// Nil after a failure of the connection: the family's number may have changed with the module.
    private var client: IPVSClient?
    /// What we have written, service by service; nothing for those whose last writing failed.
    private var written = Table()

    package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    package init(client: sending IPVSClient, executor: ThreadExecutor) {
        self.client = client
        self.executor = executor
    }

    /// Everything the kernel holds, ours or not.
    ///
    /// - Parameter expected: what it probably holds.
    package func read(expecting expected: Table = Table()) throws(IPVSError) -> TableReading {
        TableReading(
            kernel: try asking { client throws(IPVSError) in try client.table(expecting: expected) }, written: written)
    }

    /// What the kernel holds of some services now.
    package func read(_ keys: [ServiceKey]) throws(IPVSError) -> TableReading {
        TableReading(kernel: try fresh(keys), written: written)
    }

    /// What the kernel holds of some services as far as we know; it is asked for those that we do not.
    package func recall(_ keys: [ServiceKey]) throws(IPVSError) -> Table {
        var known: [TableEntry] = []
        known.reserveCapacity(keys.count)
        var unknown: [ServiceKey] = []
        for key in keys {
            if let entry = written[key] { known.append(entry) } else { unknown.append(key) }
        }
        if !unknown.isEmpty { known += try fresh(unknown).entries }
        return Table(known)
    }

    /// What the kernel holds, with its counters.
    package func status() throws(IPVSError) -> [ServiceStatus] {
        try asking { client throws(IPVSError) in try client.status() }
    }

    /// What the kernel holds of some services, with its counters; those that are not there are left out.
    package func status(of keys: [ServiceKey]) throws(IPVSError) -> [ServiceStatus] {
        try asking { client throws(IPVSError) in
            var statuses: [ServiceStatus] = []
            for key in keys {
                if let status = try client.status(of: key) { statuses.append(status) }
            }
            return statuses
        }
    }

    /// Makes the kernel hold `wanted`; all other services stay as they are.
    ///
    /// - Parameter kernel: what it holds now, as far as that is known.
    package func write(_ wanted: Table, over kernel: Table) throws(IPVSError) -> WriteOutcome {
        let plan = TableDiff.plan(from: kernel, to: wanted) { _ in false }
        var failures = try apply(plan)
        for _ in 1..<Self.attempts where !failures.isEmpty {
            let failed = Set(failures.map(\.step.service))
            let rest = wanted.filter(failed.contains)
            failures = try apply(TableDiff.plan(from: try fresh(failed.sorted()), to: rest) { _ in false })
        }
        written.update(with: wanted)
        written.remove(Set(failures.map(\.step.service)))
        return WriteOutcome(plan: plan, failures: failures)
    }

    /// Removes services with all their real servers; one that is not there counts as removed.
    package func remove(_ keys: [ServiceKey]) throws(IPVSError) -> [PlanFailure] {
        written.remove(Set(keys))
        return try apply(Plan(keys.map(PlanStep.removeService))).filter { !$0.showsChangedTable }
    }

    /// Removes every service, ours or not.
    package func flush() throws(IPVSError) {
        written = Table()
        try asking { client throws(IPVSError) in try client.flush() }
    }

    private func connected() throws(IPVSError) -> IPVSClient {
        if let client { return client }
        let client = try IPVSClient()
        self.client = client
        return client
    }

    private func fresh(_ keys: [ServiceKey]) throws(IPVSError) -> Table {
        try asking { client throws(IPVSError) in
            var entries: [TableEntry] = []
            for key in keys {
                if let entry = try client.entry(for: key) { entries.append(entry) }
            }
            return Table(entries)
        }
    }

    private func apply(_ plan: Plan) throws(IPVSError) -> [PlanFailure] {
        guard !plan.isEmpty else { return [] }
        do throws(IPVSError) {
            return try asking { client throws(IPVSError) in try client.apply(plan) }
        } catch {
            // How far the kernel came is unknown.
            written = Table()
            throw error
        }
    }

    /// Runs `body` on a connection, which is made anew after a failure.
    private func asking<Answer>(
        _ body: (IPVSClient) throws(IPVSError) -> Answer
    ) throws(IPVSError) -> Answer {
        do throws(IPVSError) {
            return try body(try connected())
        } catch {
            client = nil
            // IPVS has left the kernel, and the table with it.
            if error.errno == ENOENT { written = Table() }
            throw error
        }
    }
}

/// What the kernel holds, beside what we have written.
package struct TableReading: Sendable {
    package let kernel: Table
    package let written: Table
}

/// What became of a writing.
package struct WriteOutcome: Sendable {
    /// What was sent; empty where the kernel held what is wanted.
    package let plan: Plan
    package let failures: [PlanFailure]
}
