import CLinux
import Glibc
import IPVSKit
import LoadBalancer
import Polling
import Synchronization

/// A kernel's table in memory, in the hands of the daemon and of the test at once.
final class FakeKernelTable: KernelTable, Sendable {
    fileprivate struct State {
        var entries: [ServiceKey: TableEntry] = [:]
        var failure: IPVSError?
        var refused: Set<ServiceKey> = []
        var unreadable: Set<ServiceKey> = []
        var onRead: @Sendable (ServiceKey) -> Void = { _ in }
        var sent: [PlanStep] = []
        var timeouts = Timeouts(tcp: 900, tcpFIN: 120, udp: 300)
        var daemons: [SyncDaemon] = []
        var settingsFailure: IPVSError?
    }

    private let state = Mutex(State())

    /// What the table holds.
    var entries: [ServiceKey: TableEntry] {
        get { state.withLock { $0.entries } }
        set { state.withLock { $0.entries = newValue } }
    }

    /// Why nothing works.
    var failure: IPVSError? {
        get { state.withLock { $0.failure } }
        set { state.withLock { $0.failure = newValue } }
    }

    /// Why daemons and times stay as they are.
    var settingsFailure: IPVSError? {
        get { state.withLock { $0.settingsFailure } }
        set { state.withLock { $0.settingsFailure = newValue } }
    }

    /// Whether `ip_vs` has left the kernel.
    var isUnloaded: Bool {
        get { failure == .moduleMissing }
        set { failure = newValue ? .moduleMissing : nil }
    }

    /// Services of which every step is refused.
    var refused: Set<ServiceKey> {
        get { state.withLock { $0.refused } }
        set { state.withLock { $0.refused = newValue } }
    }

    /// Services that cannot be read.
    var unreadable: Set<ServiceKey> {
        get { state.withLock { $0.unreadable } }
        set { state.withLock { $0.unreadable = newValue } }
    }

    /// Called when a service is read, by whoever reads it.
    var onRead: @Sendable (ServiceKey) -> Void {
        get { state.withLock { $0.onRead } }
        set { state.withLock { $0.onRead = newValue } }
    }

    /// The steps that came since the last time that this was asked.
    func takeSent() -> [PlanStep] {
        state.withLock { state in
            defer { state.sent = [] }
            return state.sent
        }
    }

    /// Gives a server a weight, as `ipvsadm -e` does.
    func setWeight(_ weight: UInt32, of server: RealServerKey, in key: ServiceKey) {
        guard let entry = entries[key] else { return }
        entries[key] = TableEntry(
            entry.service,
            realServers: entry.realServers.map { old in
                var new = old
                if old.key == server { new.weight = weight }
                return new
            })
    }

    func weight(of server: RealServerKey, in key: ServiceKey) -> UInt32? {
        entries[key]?.realServers.first { $0.key == server }?.weight
    }

    func table(expecting expected: Table = Table()) throws(IPVSError) -> Table {
        try check()
        return Table(Array(entries.values))
    }

    func entry(for key: ServiceKey) throws(IPVSError) -> TableEntry? {
        try check()
        onRead(key)
        if unreadable.contains(key) { throw IPVSError(.getService, entry: "\(key)", errno: EAGAIN) }
        return entries[key]
    }

    func status() throws(IPVSError) -> [ServiceStatus] {
        try check()
        return []
    }

    func status(of key: ServiceKey) throws(IPVSError) -> ServiceStatus? {
        try check()
        return nil
    }

    func flush() throws(IPVSError) {
        try check()
        entries = [:]
    }

    func timeouts() throws(IPVSError) -> Timeouts {
        try check()
        return state.withLock { $0.timeouts }
    }

    func set(_ timeouts: Timeouts) throws(IPVSError) {
        try check()
        if let settingsFailure { throw settingsFailure }
        state.withLock { $0.timeouts = timeouts }
    }

    func syncDaemons() throws(IPVSError) -> [SyncDaemon] {
        try check()
        return state.withLock { $0.daemons }
    }

    func start(_ daemon: SyncDaemon) throws(IPVSError) {
        try check()
        if let settingsFailure { throw settingsFailure }
        guard try syncDaemons().allSatisfy({ $0.role != daemon.role }) else {
            throw IPVSError(.startSyncDaemon, entry: "\(daemon)", errno: EEXIST)
        }
        state.withLock { $0.daemons.append(daemon) }
    }

    func stop(_ role: SyncDaemon.Role) throws(IPVSError) {
        try check()
        if let settingsFailure { throw settingsFailure }
        state.withLock { $0.daemons.removeAll { $0.role == role } }
    }

    func apply(_ plan: Plan) throws(IPVSError) -> [PlanFailure] {
        try check()
        return state.withLock { state in
            plan.steps.compactMap { step in
                state.sent.append(step)
                guard !state.refused.contains(step.service) else {
                    return PlanFailure(step, IPVSError(.editService, entry: "\(step.service)", errno: EPERM))
                }
                state.carryOut(step)
                return nil
            }
        }
    }

    private func check() throws(IPVSError) {
        if let failure { throw failure }
    }
}

extension FakeKernelTable.State {
    fileprivate mutating func carryOut(_ step: PlanStep) {
        let old = entries[step.service]
        func set(_ change: ([RealServer]) -> [RealServer]) {
            guard let old else { return }
            entries[step.service] = TableEntry(old.service, realServers: change(old.realServers))
        }
        switch step {
        case .addService(let service), .editService(let service):
            entries[service.key] = TableEntry(service, realServers: old?.realServers ?? [])
        case .removeService(let key): entries[key] = nil
        case .addRealServer(let server, _): set { $0 + [server] }
        case .editRealServer(let server, _): set { $0.map { $0.key == server.key ? server : $0 } }
        case .removeRealServer(let key, _): set { $0.filter { $0.key != key } }
        }
    }
}

extension ServicePools {
    /// Services over a table in memory that leave a successor nothing.
    static func silent(over kernel: FakeKernelTable, events: EventJournal = .silent) -> ServicePools {
        ServicePools(
            logger: RecordedLog().logger, problems: ProblemBoard(events: events), events: events,
            runtimeDirectory: "/tmp/swiftlvsd-\(getpid())-nowhere"
        ) {
            try TableWriter(executor: try ThreadExecutor(name: "test")) { () throws(IPVSError) in
                _ = try kernel.table()
                return kernel
            }
        }
    }
}
