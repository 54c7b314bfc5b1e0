import BenchFigures
import Deadlines
import Glibc
import IPVSKit
import LabScenario
import Polling

/// A daemon whose topology gets one member more, in the calling thread's network namespace.
struct TopologyRound {
    /// What a member took.
    struct Times: Sendable {
        /// From the event, which is the document's last byte, to the write to IPVS.
        var untilWrite: [Double] = []
        var writes: [Int] = []
        var start = 0.0
        var peakMemory = 0.0
    }

    private static let longestWait = Nanoseconds.seconds(60)

    let program: String
    let size: TopologySize
    let overAPI: Bool
    let rounds: Int
    let workspace: Workspace
    private let pending = Pending()

    init(program: String, size: TopologySize, overAPI: Bool, rounds: Int, workspace: Workspace) {
        self.program = program
        self.size = size
        self.overAPI = overAPI
        self.rounds = rounds
        self.workspace = workspace
    }

    func run() throws -> Times {
        var times = Times()
        let socket = try NotifySocket(at: workspace.path("notify"))
        guard let watch = try RequestWatch.open() else {
            throw WrongResult("this kernel has no tap on netlink (nlmon)")
        }
        let file = workspace.path("topology.json")
        try workspace.write(size.configuration(file: overAPI ? nil : file), to: "conf")
        try workspace.write(size.document(), to: "topology.json")
        let process = try MeasuredProcess(
            MeasuredDaemon.swiftlvsd.words(
                program: program, configuration: workspace.path("conf"), workspace: workspace),
            environment: ["PATH=/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin", "NOTIFY_SOCKET=\(socket.path)"],
            logFile: workspace.path("log"))
        times.start = (try socket.waitUntilReady { process.isRunning } - process.startedAt).seconds
        if overAPI {
            try ControlConnection(to: workspace.path("sock"))
                .ask("PUT", "/v1/topology", body: Array(size.document().utf8))
        }
        let client = try IPVSClient()
        for more in 1...rounds {
            try settle(watch)
            let start = try change(to: size.document(more: more))
            let (first, count) = try waitForWrites(watch, process)
            times.untilWrite.append((first - start).seconds * 1_000)
            times.writes.append(count)
        }
        let rows = try client.status().reduce(0) { $0 + $1.realServers.count }
        guard rows == size.services * size.members + rounds else {
            throw WrongResult("\(rows) real servers are there; its log ends:\n" + workspace.tail(of: "log"))
        }
        times.peakMemory = process.peakMemory
        _ = try process.end(by: SIGTERM)
        return times
    }

    /// Gives the daemon the document and returns when it was there whole.
    private func change(to document: String) throws -> Instant {
        guard overAPI else {
            try workspace.write(document, to: "next.json")
            let start = MonotonicClock.now
            guard rename(workspace.path("next.json"), workspace.path("topology.json")) == 0 else {
                throw SystemCallError.current("rename")
            }
            return start
        }
        let connection = try ControlConnection(to: workspace.path("sock"))
        try connection.send("PUT", "/v1/topology", body: Array(document.utf8))
        let start = MonotonicClock.now
        // The answer comes after the write; it is not waited for here, for the write is what counts.
        pending.connection = connection
        return start
    }

    /// Waits until nothing has been written for a while.
    private func settle(_ watch: borrowing RequestWatch) throws {
        if let connection = pending.connection {
            while try connection.takeAnswer() == nil {
                guard connection.receive(waiting: connection.received.isEmpty) else { throw WrongResult("hung up") }
            }
            pending.connection = nil
        }
        repeat { usleep(1_500_000) } while try watch.takeCount() > 0
    }

    /// When the first write was seen, and how many came within a while.
    private func waitForWrites(
        _ watch: borrowing RequestWatch, _ process: MeasuredProcess
    ) throws -> (first: Instant, count: Int) {
        let deadline = MonotonicClock.now + Self.longestWait
        while process.isRunning, MonotonicClock.now < deadline {
            let count = try watch.takeCount()
            let now = MonotonicClock.now
            if count > 0 {
                usleep(500_000)
                return (now, count + (try watch.takeCount()))
            }
            usleep(500)
        }
        throw WrongResult("nothing was written; the log ends:\n" + workspace.tail(of: "log"))
    }
}

/// A request whose answer has not been read yet.
private final class Pending {
    var connection: ControlConnection?
}
