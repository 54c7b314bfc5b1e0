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
    private let connect: @Sendable () throws(IPVSError) -> sending any KernelTable
    /// Nil after a failure of the connection: the family's number may have changed with the module.
    private var client: (any KernelTable)?
    /// What we have written, service by service; nothing for those whose last writing failed.
    private var written = Table()

    package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// - Parameter connect: opens a connection to the kernel; called now, and after each failure.
    package init(
        executor: ThreadExecutor, connect: @escaping @Sendable () throws(IPVSError) -> sending any KernelTable
    ) throws(IPVSError) {
        client = try connect()
        self.connect = connect
        self.executor = executor
    }

    /// Everything the kernel holds, ours or not.
    ///
    /// - Parameter expected: what it probably holds.
    package func read(expecting expected: Table = Table()) throws(IPVSError) -> TableReading {
        TableReading(
            kernel: try reading { client throws(IPVSError) in try client.table(expecting: expected) }, written: written)
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

    /// Those of which it is not known what the kernel holds.
    package func unknown(among keys: Set<ServiceKey>) -> Set<ServiceKey> {
        keys.filter { written[$0] == nil }
    }

    /// What the kernel holds, with its counters.
    package func status() throws(IPVSError) -> [ServiceStatus] {
        try reading { client throws(IPVSError) in try client.status() }
    }

    /// What the kernel holds of some services, with its counters; those that are not there are left out.
    package func status(of keys: [ServiceKey]) throws(IPVSError) -> [ServiceStatus] {
        try reading { client throws(IPVSError) in
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
            do throws(IPVSError) {
                failures = try apply(TableDiff.plan(from: try fresh(failed.sorted()), to: rest) { _ in false })
            } catch {
                // The first attempt changed what it could.
                written.remove(Set(wanted.entries.map(\.service.key)))
                throw error
            }
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

    /// Services that others had before are theirs again.
    package func forget(_ keys: some Collection<ServiceKey> & Sendable) {
        written.remove(Set(keys))
    }

    /// Removes every service, ours or not.
    package func flush() throws(IPVSError) {
        written = Table()
        try asking { client throws(IPVSError) in try client.flush() }
    }

    private func connected() throws(IPVSError) -> any KernelTable {
        if let client { return client }
        let client = try connect()
        self.client = client
        return client
    }

    private func fresh(_ keys: [ServiceKey]) throws(IPVSError) -> Table {
        try reading { client throws(IPVSError) in
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

    /// Runs `body`, which only reads: where the family left with its module, a second time on a new connection.
    private func reading<Answer>(
        _ body: (any KernelTable) throws(IPVSError) -> Answer
    ) throws(IPVSError) -> Answer {
        do throws(IPVSError) {
            return try asking(body)
        } catch {
            guard error.errno == ENOENT, error != .moduleMissing else { throw error }
            return try asking(body)
        }
    }

    // MARK: What belongs to the network namespace

    /// How long connections are kept.
    package func timeouts() throws(IPVSError) -> Timeouts {
        try reading { client throws(IPVSError) in try client.timeouts() }
    }

    package func set(_ timeouts: Timeouts) throws(IPVSError) {
        try asking { client throws(IPVSError) in try client.set(timeouts) }
    }

    /// The synchronisation daemons that run, whoever started them.
    package func syncDaemons() throws(IPVSError) -> [SyncDaemon] {
        try reading { client throws(IPVSError) in try client.syncDaemons() }
    }

    package func start(_ daemon: SyncDaemon) throws(IPVSError) {
        try asking { client throws(IPVSError) in try client.start(daemon) }
    }

    /// One that does not run counts as stopped.
    package func stop(_ role: SyncDaemon.Role) throws(IPVSError) {
        do throws(IPVSError) {
            try asking { client throws(IPVSError) in try client.stop(role) }
        } catch {
            guard error.errno == ESRCH else { throw error }
        }
    }

    /// Runs `body` on a connection, which is made anew after a failure.
    private func asking<Answer>(
        _ body: (any KernelTable) throws(IPVSError) -> Answer
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
