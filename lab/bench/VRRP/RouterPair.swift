import CLinux
import Deadlines
import Glibc
import LabScenario
import Polling

/// Two nodes of one kind, `first` with the higher priority, with the same virtual routers; joined by pairs of interfaces
/// `v1`, `v2`, … One thread runs it and goes from one namespace to the other.
final class RouterPair {
    /// What both are configured with.
    struct Shape {
        var instances = 1
        var interfaces = 1
        /// Virtual addresses of each instance.
        var addresses = 1
        /// The advertisement interval in hundredths of a second.
        var centiseconds: Int

        var interval: Nanoseconds { .centiseconds(Int64(centiseconds)) }

        func configuration(priority: Int) -> String {
            let head = """
                global_defs {
                    vrrp_version 3
                    vrrp_garp_master_delay 0
                    vrrp_garp_master_repeat 1
                }

                """
            let interval = "\(centiseconds / 100).\(centiseconds % 100 < 10 ? "0" : "")\(centiseconds % 100)"
            return (0..<instances).reduce(into: head) { text, index in
                let (interface, router) = (index % interfaces + 1, index / interfaces + 1)
                text += """
                    vrrp_instance i\(index) {
                        state BACKUP
                        interface v\(interface)
                        virtual_router_id \(router)
                        priority \(priority)
                        advert_int \(interval)
                        virtual_ipaddress {
                    \(lines(interface, router))
                        }
                    }

                    """
            }
        }

        /// Of one instance.
        private func lines(_ interface: Int, _ router: Int) -> String {
            guard addresses > 1 else { return "10.\(interface).1.\(router)/32" }
            return (1...addresses).map { "10.\(interface).\(router).\($0)/32" }.joined(separator: "\n")
        }
    }

    enum Side: Int, CaseIterable {
        case first, second
    }

    static let priorities = [200, 100]

    let daemon: MeasuredDaemon
    let shape: Shape
    /// Sees what the second node hears and sends.
    let watch: AdvertWatch
    private let program: String
    private let workspace: Workspace
    private let namespaces: [Int32]
    private var processes: [MeasuredProcess?] = [nil, nil]

    /// - Parameter names: of the two namespaces, which are there and joined.
    init(
        _ daemon: MeasuredDaemon, program: String, shape: Shape, names: [String], workspace: Workspace
    ) throws {
        self.daemon = daemon
        self.program = program
        self.shape = shape
        self.workspace = workspace
        namespaces = names.map { open("/run/netns/\($0)", O_RDONLY | O_CLOEXEC) }
        for (name, priority) in zip(["first", "second"], Self.priorities) {
            try workspace.write(shape.configuration(priority: priority), to: "\(name).conf")
        }
        try Self.enter(namespaces[1])
        watch = try AdvertWatch()
    }

    deinit {
        for process in processes { process?.kill() }
        for namespace in namespaces { close(namespace) }
    }

    func process(_ side: Side) -> MeasuredProcess? { processes[side.rawValue] }

    func start(_ side: Side) throws {
        let name = "\(side)"
        // A killed keepalived's: its numbers may have been given to others.
        for file in ["\(name).pid", "\(name).vrrp.pid"] { unlink(workspace.path(file)) }
        try Self.enter(namespaces[side.rawValue])
        processes[side.rawValue] = try MeasuredProcess(
            daemon.routerWords(program: program, name: name, workspace: workspace),
            environment: ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"],
            logFile: workspace.path("\(name).log"))
    }

    /// Kills all processes of the node at once.
    func kill(_ side: Side) {
        processes[side.rawValue]?.kill()
        processes[side.rawValue] = nil
    }

    /// Starts both, the first one first, and waits until it is master of everything.
    func startBoth() throws {
        try start(.first)
        try waitForMaster(.first)
        try start(.second)
        usleep(2_000_000)
        try waitForMaster(.first)
    }

    /// Waits until one node, and no other, has advertised every virtual router for a while.
    func waitForMaster(_ side: Side, within limit: Nanoseconds = .seconds(60)) throws {
        let patience = MonotonicClock.now + limit
        let calm = max(shape.interval * 5, .milliseconds(300))
        while MonotonicClock.now < patience {
            let adverts = try watch.record(for: calm).filter { $0.priority > 0 }
            let seen = Set(adverts.filter { $0.isOutgoing == (side == .second) }.map(\.router))
            let isAlone = adverts.allSatisfy { $0.isOutgoing == (side == .second) }
            if isAlone, seen.count == shape.instances { return }
        }
        throw wrong("\(side) is not master of all after \(limit)")
    }

    /// Floods one node from the other one's namespace. Returns how many packets were sent.
    func flood(
        _ side: Side, with adverts: [ForgedAdvertisement], rate: Int, for duration: Nanoseconds
    ) throws -> Int {
        try Self.enter(namespaces[1 - side.rawValue])
        return try Forger("v1").flood(with: adverts, rate: rate, for: duration)
    }

    /// Does something in the namespace of one node.
    func inside<Value, Failure: Error>(_ side: Side, _ work: () throws(Failure) -> Value) throws -> Value {
        try Self.enter(namespaces[side.rawValue])
        return try work()
    }

    /// How many lines both have logged.
    func logLines() throws -> Int {
        try ["first.log", "second.log"].reduce(0) { $0 + (try workspace.read($1).split(separator: "\n").count) }
    }

    func wrong(_ what: String) -> WrongResult {
        WrongResult(
            "\(daemon): \(what); the logs end:\n\(workspace.tail(of: "first.log"))\n\(workspace.tail(of: "second.log"))"
        )
    }

    private static func enter(_ namespace: Int32) throws(SystemCallError) {
        let result = clinux_enter_network_namespace(namespace)
        guard result == 0 else { throw SystemCallError("setns", errno: -result) }
    }
}

extension MeasuredDaemon {
    /// The program and its arguments for VRRP alone.
    fileprivate func routerWords(program: String, name: String, workspace: Workspace) -> [String] {
        let file = workspace.path("\(name).conf")
        switch self {
        case .swiftlvsd:
            return [
                program, "--dont-fork", "--log-console", "--use-file", file, "--socket", workspace.path("\(name).sock"),
                "--runtime-dir", workspace.path("\(name).run"), "--state-dir", workspace.path("\(name).state"), "--pid",
                workspace.path("\(name).pid"),
            ]
        case .keepalived:
            return [
                "keepalived", "--dont-fork", "--log-console", "--vrrp", "--use-file", file, "--pid",
                workspace.path("\(name).pid"), "--vrrp_pid", workspace.path("\(name).vrrp.pid"),
            ]
        }
    }
}
