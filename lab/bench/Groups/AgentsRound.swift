import BenchFigures
import Deadlines
import Glibc
import LabScenario
import Polling

/// A daemon with agents that register and watch over real connections to its control socket.
struct AgentsRound {
    private static let group = "/v1/management-groups/cloud"
    private static let servers = 32
    /// As many agents as register at the same time.
    private static let clients = 64
    private static let longestWait = Nanoseconds.seconds(120)
    private static let end = Array("\n\n\r\n".utf8)
    private static let shortestList = 200

    let program: String
    let agents: Int
    let watchers: Int
    let workspace: Workspace

    func run() throws -> [Figure] {
        try Self.raiseLimit(for: watchers)
        try workspace.write(Self.configuration, to: "conf")
        let socket = try NotifySocket(at: workspace.path("notify"))
        var process = try start()
        _ = try socket.waitUntilReady { process.isRunning }
        print("\(agents.grouped) agents register")
        let first = try register(0..<agents)
        let again = try register(0..<agents)
        print("\(Int(first).grouped) a second, and again \(Int(again).grouped)")
        // A power cut is beyond this; what only the process knew would be lost here.
        process.kill()
        socket.clear()
        process = try start()
        _ = try socket.waitUntilReady { process.isRunning }
        let kept = try knownAgents()
        guard kept == agents else { throw WrongResult("\(agents) agents registered, and \(kept) are known afterwards") }
        var figures = [
            Figure(
                "new agents registered, durable", of: "\(Self.clients) clients", first, .registrations,
                goal: Goal(least: 5_000)),
            Figure(
                "known agents registered again, durable", of: "\(Self.clients) clients", again, .registrations,
                goal: Goal(least: 5_000)),
        ]
        if watchers > 0 { figures += try watch(process) }
        _ = try process.end(by: SIGTERM)
        return figures
    }

    /// Registers agents with their lists and returns how many it were in a second.
    private func register(_ numbers: Range<Int>) throws -> Double {
        let poller = try Poller(capacity: Self.clients)
        var connections: [ControlConnection] = []
        var next = numbers.lowerBound
        var done = 0
        func sendNext(_ connection: ControlConnection) throws {
            guard next < numbers.upperBound else { return }
            try connection.send("PUT", "\(Self.group)/agents/\(next)", body: Self.registration(of: next))
            next += 1
        }
        for number in 0..<Self.clients {
            let connection = try ControlConnection(to: workspace.path("sock"))
            try poller.add(connection.descriptor, token: UInt64(number), interest: .readable)
            connections.append(connection)
        }
        var ready: [ReadyDescriptor] = []
        let start = MonotonicClock.now
        for connection in connections { try sendNext(connection) }
        while done < numbers.count {
            try poller.wait(until: start + Self.longestWait, into: &ready)
            guard MonotonicClock.now < start + Self.longestWait else { throw WrongResult("registrations stand still") }
            for descriptor in ready {
                let connection = connections[Int(descriptor.token)]
                guard connection.receive() else { throw WrongResult("the daemon hung up") }
                guard let status = try connection.takeAnswer() else { continue }
                guard status == 200 else { throw WrongResult("a registration was answered with \(status)") }
                done += 1
                try sendNext(connection)
            }
        }
        return Double(numbers.count) / (MonotonicClock.now - start).seconds
    }

    /// Has all lists change once more and more, and returns when the last watcher had its own.
    private func watch(_ process: MeasuredProcess) throws -> [Figure] {
        let poller = try Poller(capacity: 1_024)
        var connections: [ControlConnection] = []
        for number in 0..<watchers {
            let connection = try ControlConnection(to: workspace.path("sock"))
            try connection.send("GET", "\(Self.group)/agents/\(number)/watch")
            try poller.add(connection.descriptor, token: UInt64(number), interest: .readable)
            connections.append(connection)
        }
        let begun = try waitForLists(connections, poller, since: MonotonicClock.now)
        print("\(watchers.grouped) watch; their first lists took \(begun.seconds) s more")
        let operatorsConnection = try ControlConnection(to: workspace.path("sock"))
        func change(_ body: String) throws -> Double {
            // What the connections cost to build is over.
            usleep(500_000)
            let start = MonotonicClock.now
            try operatorsConnection.send("PATCH", Self.group, body: Array(body.utf8))
            let took = try waitForLists(connections, poller, since: start)
            _ = operatorsConnection.receive(waiting: true)
            operatorsConnection.clear()
            print("their next lists took \(took.seconds) s")
            return took.seconds
        }
        let order = try change(#"{"algorithm": "rendezvous"}"#)
        let names = (1..<Self.servers).map { "\"10.1.1.\($0)\"" }.joined(separator: ", ")
        let fewer = try change("{\"servers\": [\(names)]}")
        let subject = "\(watchers.grouped) watchers"
        return [
            Figure(
                "another algorithm → the last watcher has its list", of: subject, order, .seconds, goal: Goal(value: 1)),
            Figure("a server less → the last watcher has its list", of: subject, fewer, .seconds, goal: Goal(value: 1)),
            Figure("memory of the daemon, peak", of: subject, process.peakMemory, .megabytes),
        ]
    }

    /// How long it took until each connection had a list.
    private func waitForLists(
        _ connections: [ControlConnection], _ poller: Poller, since start: Instant
    ) throws -> Nanoseconds {
        var waiting = Set(connections.indices)
        var ready: [ReadyDescriptor] = []
        while !waiting.isEmpty {
            try poller.wait(until: start + Self.longestWait, into: &ready)
            guard MonotonicClock.now < start + Self.longestWait else {
                throw WrongResult("\(waiting.count) watchers have no list")
            }
            for descriptor in ready {
                let number = Int(descriptor.token)
                guard connections[number].receive() else { throw WrongResult("a watcher was hung up on") }
                // The whole list is there with the empty line and the end of the chunk; a heartbeat is shorter.
                let received = connections[number].received
                guard received.count > Self.shortestList, received.suffix(4).elementsEqual(Self.end) else { continue }
                connections[number].clear()
                waiting.remove(number)
            }
        }
        return MonotonicClock.now - start
    }

    private func knownAgents() throws -> Int {
        let connection = try ControlConnection(to: workspace.path("sock"))
        try connection.send("GET", Self.group)
        while connection.received.firstIndex(of: Array(#""agents":"#.utf8)) == nil {
            guard connection.receive(waiting: connection.received.isEmpty) else { throw WrongResult("no answer") }
            usleep(1_000)
        }
        let text = String(decoding: connection.received, as: UTF8.self)
        let digits = text.split(separator: #""agents":"#).dropFirst().first?.prefix { $0.isNumber }
        return digits.flatMap { Int($0) } ?? -1
    }

    private func start() throws -> MeasuredProcess {
        try MeasuredProcess(
            MeasuredDaemon.swiftlvsd.words(
                program: program, configuration: workspace.path("conf"), workspace: workspace),
            environment: [
                "PATH=/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin", "NOTIFY_SOCKET=\(workspace.path("notify"))",
            ],
            logFile: workspace.path("log"))
    }

    /// Nobody is held back: what a change takes is measured, not the pace that spares the servers.
    private static var configuration: String {
        "management_server_group cloud {\n    algorithm roundrobin\n    check_interval 60\n    agent_heartbeat 0\n    max_moves_per_second 0\n"
            + (1...servers).map { "    server 10.1.1.\($0)\n" }.joined() + "}\n"
    }

    private static func registration(of number: Int) -> [UInt8] {
        let names = (1...servers).map { "\"10.1.1.\($0)\"" }.joined(separator: ",")
        return Array(
            """
            {"zone":"z\(number % 4)","cluster":"c\(number % 100)","address":"10.9.0.1","servers":[\(names)],\
            "algorithm":"roundrobin","connected_to":"10.1.1.\(1 + number % servers)"}
            """.utf8)
    }

    /// For this process and the daemon, which inherits it.
    private static func raiseLimit(for connections: Int) throws {
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        limit.rlim_max = max(limit.rlim_max, rlim_t(connections + 1_000))
        limit.rlim_cur = limit.rlim_max
        guard setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else {
            throw SystemCallError.current("setrlimit", on: "\(connections) open files")
        }
    }
}
