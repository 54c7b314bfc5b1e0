import Addresses
import Deadlines
import Glibc
import IPVSKit
import LabScenario
import Polling

/// A daemon that checks many servers once a second, in the calling thread's network namespace, with IPVS.
struct CheckedDaemon {
    private static let settling: UInt32 = 4_000_000
    private static let longestWait = Nanoseconds.seconds(60)

    let daemon: MeasuredDaemon
    let program: String
    let workspace: Workspace

    /// Microseconds of CPU of one check, and how many of those due were made, in percent.
    func run(_ configuration: CheckedConfiguration, seconds: Int) throws -> (processor: Double, done: Double) {
        let servers = try CheckedServers()
        let process = try start(configuration, rows: configuration.servers)
        usleep(Self.settling)
        let (taken, used, start) = (servers.taken, process.processorTime, MonotonicClock.now)
        usleep(UInt32(seconds) * 1_000_000)
        let (done, time) = (servers.taken - taken, process.processorTime - used)
        let due = Double(configuration.servers) * (MonotonicClock.now - start).seconds
        _ = try process.end(by: SIGTERM)
        return (time.seconds / Double(max(done, 1)) * 1e6, Double(done) / due * 100)
    }

    /// Kills one of a few servers after the other, and returns how long each stayed in the kernel's table.
    ///
    /// - Parameter serve: the words of a program that serves on a port.
    func deaths(_ rounds: Int, keepOpen: Bool, serve: (UInt16) -> [String]) throws -> [Nanoseconds] {
        // The last one lives, so that the service keeps its quorum.
        let ports = (0...rounds).map { 9_000 + UInt16($0) }
        let servers = try ports.map {
            try MeasuredProcess(serve($0), environment: [], logFile: workspace.path("servers.log"))
        }
        usleep(500_000)
        let process = try start(text: Self.configuration(of: ports, keepOpen: keepOpen), rows: ports.count)
        usleep(Self.settling)
        let client = try IPVSClient()
        var generator = SystemRandomNumberGenerator()
        let times = try (0..<rounds).map { place in
            // Deaths know nothing of the checks' second.
            usleep(UInt32.random(in: 200_000...1_200_000, using: &generator))
            let death = MonotonicClock.now
            servers[place].kill()
            try wait(for: rounds - place, of: client, process)
            return MonotonicClock.now - death
        }
        _ = try process.end(by: SIGTERM)
        return times
    }

    private func start(_ configuration: CheckedConfiguration, rows: Int) throws -> MeasuredProcess {
        try start(text: configuration.text, rows: rows)
    }

    private func start(text: String, rows: Int) throws -> MeasuredProcess {
        try workspace.write(text, to: "conf")
        let process = try MeasuredProcess(
            daemon.words(program: program, configuration: workspace.path("conf"), workspace: workspace),
            environment: ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"],
            logFile: workspace.path("log"))
        try wait(for: rows, of: IPVSClient(), process)
        return process
    }

    /// Waits until the kernel's table has so many real servers.
    private func wait(for rows: Int, of client: IPVSClient, _ process: MeasuredProcess) throws {
        let deadline = MonotonicClock.now + Self.longestWait
        while try client.table().entries.reduce(0, { $0 + $1.realServers.count }) != rows {
            guard process.isRunning, MonotonicClock.now < deadline else {
                throw WrongResult("\(rows) real servers were not reached; the log ends:\n" + workspace.tail(of: "log"))
            }
            usleep(rows > 100 ? 100_000 : 200)
        }
    }

    /// A service with a server on each port.
    private static func configuration(of ports: [UInt16], keepOpen: Bool) -> String {
        let kept = keepOpen ? "KEEP_OPEN {\nretry 0\nmax_fast_removals 1000\n}\n" : ""
        let servers = ports.map { port in
            """
            real_server 127.0.0.1 \(port) {
            TCP_CHECK {
            connect_timeout 2
            delay_loop 1
            retry 1
            delay_before_retry 1
            warmup 1
            \(kept)}
            }

            """
        }.joined()
        return "virtual_server 10.0.0.1 80 {\nlvs_sched rr\nlvs_method NAT\nprotocol TCP\n\(servers)}\n"
    }
}
