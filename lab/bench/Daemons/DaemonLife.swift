import Deadlines
import Glibc
import IPVSKit
import LabScenario
import Polling

/// A daemon's life with one table, in the calling thread's network namespace: start, restart, two reloads, stop.
struct DaemonLife {
    /// What it took.
    struct Record: Sendable {
        var start = Nanoseconds.zero
        var peakMemory = 0.0
        var restart: Nanoseconds?
        /// Nil where nothing could be counted.
        var restartWrites: Int?
        /// The raw dump of the same table, just before the restart.
        var rawDump: Nanoseconds?
        var oneChanged = Nanoseconds.zero
        var oneChangedWrites: Int?
        var tenthReplaced = Nanoseconds.zero
        var stop = Nanoseconds.zero
        /// Rows left in the kernel after the stop.
        var leftOver = 0
    }

    private static let longestWait = Nanoseconds.seconds(300)
    private static let pollInterval: UInt32 = 5_000

    let daemon: MeasuredDaemon
    let program: String
    let size: TableSize
    /// The requests that read the table.
    let dumpRequests: Datagrams
    let workspace: Workspace
    /// What stands behind the table in the file.
    var more = ""

    func run() throws -> Record {
        var record = Record()
        let socket = try NotifySocket(at: workspace.path("notify"))
        let client = try IPVSClient()
        try workspace.write(configuration(.original), to: "conf")

        var process = try start(notifying: socket)
        record.start = try waitForStart(of: process, socket, client) - process.startedAt
        record.peakMemory = process.peakMemory
        if daemon == .swiftlvsd {
            record.rawDump = try KernelLoop().dump(dumpRequests, rows: size.rows)
            process = try restart(process, socket, client)
            record.restart = try waitForStart(of: process, socket, client) - process.startedAt
            if let watch = try RequestWatch.open() {
                _ = try watch.takeCount()
                process = try restart(process, socket, client)
                _ = try waitForStart(of: process, socket, client)
                record.restartWrites = try watch.takeCount()
            }
        }
        record.oneChanged = try reload(process, .weight(2), client)
        if daemon == .swiftlvsd, let watch = try RequestWatch.open() {
            _ = try reload(process, .weight(3), client)
            usleep(200_000)
            record.oneChangedWrites = try watch.takeCount()
        }
        record.tenthReplaced = try reload(process, .replaced, client)
        record.stop = try process.end(by: SIGTERM)
        record.leftOver = try client.status().reduce(0) { $0 + 1 + $1.realServers.count }
        return record
    }

    func configuration(_ variant: TableSize.Variant) -> String { size.configuration(variant) + more }

    func start(notifying socket: borrowing NotifySocket) throws -> MeasuredProcess {
        socket.clear()
        return try MeasuredProcess(
            daemon.words(program: program, configuration: workspace.path("conf"), workspace: workspace),
            environment: ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"]
                + (daemon == .swiftlvsd ? ["NOTIFY_SOCKET=\(socket.path)"] : []),
            logFile: workspace.path("log"))
    }

    /// Leaves the table as it is, and starts the daemon again.
    private func restart(
        _ process: MeasuredProcess, _ socket: borrowing NotifySocket, _ client: IPVSClient
    ) throws -> MeasuredProcess {
        _ = try process.end(by: SIGQUIT)
        return try start(notifying: socket)
    }

    /// When the table was complete.
    func waitForStart(
        of process: MeasuredProcess, _ socket: borrowing NotifySocket, _ client: IPVSClient
    ) throws -> Instant {
        switch daemon {
        case .swiftlvsd:
            let ready = try socket.waitUntilReady { process.isRunning }
            guard try client.table() == size.table() else { throw wrong("is ready", client) }
            return ready
        case .keepalived:
            return try waitForTable(.original, process, client)
        }
    }

    func reload(
        _ process: MeasuredProcess, _ variant: TableSize.Variant, _ client: IPVSClient
    ) throws -> Nanoseconds {
        try workspace.replace("conf", with: configuration(variant))
        let start = MonotonicClock.now
        process.send(SIGHUP)
        return try waitForTable(variant, process, client) - start
    }

    /// When the kernel's table was as it should be: one service is looked at again and again, and all of it once that one
    /// is right.
    private func waitForTable(
        _ variant: TableSize.Variant, _ process: MeasuredProcess, _ client: IPVSClient
    ) throws -> Instant {
        let wanted = size.table(variant)
        let last = size.lastChanged(variant)
        let deadline = MonotonicClock.now + Self.longestWait
        while process.isRunning, MonotonicClock.now < deadline {
            let isThere = try client.entry(for: last) == wanted[last]
            let now = MonotonicClock.now
            if isThere, try client.table() == wanted { return now }
            usleep(Self.pollInterval)
        }
        throw wrong(process.isRunning ? "had \(Self.longestWait)" : "ended", client)
    }

    private func wrong(_ what: String, _ client: IPVSClient) -> WrongResult {
        let rows = (try? client.status().reduce(0) { $0 + 1 + $1.realServers.count }) ?? 0
        return WrongResult(
            "\(daemon) \(what), and the table is not as it should be (\(rows) rows); its log ends:\n"
                + workspace.tail(of: "log"))
    }
}
