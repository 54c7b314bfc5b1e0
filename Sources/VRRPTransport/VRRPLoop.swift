import Addresses
import Deadlines
import Netlink
import Polling
import VRRPEngine

/// The thread's body: waits for packets, changes and deadlines, tells the routers, carries their actions out.
final class VRRPLoop {
    private enum Token {
        static let mailbox: UInt64 = 0
        static let interfaces: UInt64 = 1
        static let firstSocket: UInt64 = 2
    }

    /// After the last shutdown: who is waited for, and until when.
    struct Stopping {
        var successorsMissing: Set<RouterKey>
        let deadline: Instant
        var waiting: [CheckedContinuation<Void, Never>]

        func isOver(at now: Instant) -> Bool { successorsMissing.isEmpty || deadline <= now }
    }

    /// How often the descriptors are looked at again before deadlines are believed.
    private static let mostLooks = 4

    let mailbox: Mailbox<VRRPService.Request>
    let reports: Reports
    let interfaces: InterfaceWatch
    let sockets: SocketSet
    let runner: ActionRunner
    private let poller: Poller
    var routers = RouterSet()
    var groups: [HostedGroup] = []
    /// How deep in orders of groups the loop is.
    var groupDepth = 0
    var strayDiscards = DiscardCounters()
    var isReleased = false
    /// The names of the instances that an operator took out of the election.
    var released: Set<String> = []
    var watchesAreStale = false
    var stopping: Stopping?
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    var actions: [Action] = []
    /// For what the kernel refused: sockets and addresses.
    var refusals = RetryTimer(every: .seconds(5))
    var refusalLimiter = ReportLimiter()
    /// For reading interfaces and addresses again.
    private var rereading = RetryTimer(every: .milliseconds(100))
    /// Before the last look at the descriptors everything had been taken: what is there now came after it.
    private(set) var previousLook = MonotonicClock.now
    private var ready: [ReadyDescriptor] = []

    /// Runs until the service is stopped, and returns why it ended.
    static func run(mailbox: Mailbox<VRRPService.Request>, reports: Reports) -> VRRPTransportError {
        do throws(VRRPTransportError) {
            let loop = try VRRPLoop(mailbox: mailbox, reports: reports)
            do throws(VRRPTransportError) {
                try loop.runUntilStopped()
                return .stopped
            } catch {
                loop.end(by: error)
                return error
            }
        } catch {
            reports.log.error("\(error)")
            return error
        }
    }

    private init(mailbox: Mailbox<VRRPService.Request>, reports: Reports) throws(VRRPTransportError) {
        self.mailbox = mailbox
        self.reports = reports
        let client = try VRRPTransportError.wrapping { () throws(NetlinkError) in try RouteClient() }
        let interfaces = try VRRPTransportError.wrapping { () throws(NetlinkError) in
            let monitor = try LinkMonitor()
            return try InterfaceWatch(monitor: monitor, reader: client)
        }
        let poller = try VRRPTransportError.wrapping { () throws(SystemCallError) in
            let poller = try Poller()
            try poller.add(mailbox.wakeUp.descriptor, token: Token.mailbox, interest: .readable)
            try poller.add(interfaces.descriptor, token: Token.interfaces, interest: .readable)
            return poller
        }
        let sockets = SocketSet(poller: poller, firstToken: Token.firstSocket)
        self.interfaces = interfaces
        self.poller = poller
        self.sockets = sockets
        runner = try VRRPTransportError.wrapping { () throws(SystemCallError) in
            try ActionRunner(client: client, sockets: sockets, reports: reports)
        }
    }

    private func runUntilStopped() throws(VRRPTransportError) {
        while true {
            let deadline = earliestDeadline()
            try wait(until: deadline)
            // What waits now is taken before any deadline up to now is believed: a router that was not run for a while
            // must not take over from a master whose advertisements lie in its socket.
            let believed = MonotonicClock.now
            if deadline <= believed {
                for _ in 0..<Self.mostLooks where stopping == nil {
                    if try wait(until: believed) == 0 { break }
                }
            }
            if let stopping {
                if stopping.isOver(at: believed) { return finish(stopping) }
                continue
            }
            if deadline <= believed { try runDeadlines(upTo: believed) }
            if watchesAreStale { refreshWatches() }
        }
    }

    private func earliestDeadline() -> Instant {
        if let stopping { return stopping.deadline }
        let deadlines = [routers.earliestDeadline(), refusals.deadline, rereading.deadline]
        return deadlines.compactMap { $0 }.min() ?? .distantFuture
    }

    private func finish(_ stopping: Stopping) {
        self.stopping = nil
        for continuation in stopping.waiting { continuation.resume() }
    }

    /// Nobody runs the routers any more: they leave as at a stop, unless that has been done or was not wanted.
    private func end(by error: VRRPTransportError) {
        reports.log.error("\(error)")
        if let stopping { return finish(stopping) }
        shutDown(at: MonotonicClock.now)
        reports.onFailure(error)
    }

    /// Waits for what comes and takes it. Returns how many descriptors were ready.
    @discardableResult
    private func wait(until deadline: Instant) throws(VRRPTransportError) -> Int {
        try VRRPTransportError.wrapping { () throws(SystemCallError) in
            try poller.wait(until: deadline == .distantFuture ? nil : deadline, into: &ready)
        }
        let look = MonotonicClock.now
        defer { previousLook = look }
        // Interfaces first: what they say decides how the rest is taken.
        if ready.contains(where: { $0.token == Token.interfaces }) { try takeInterfaceChanges() }
        for descriptor in ready where descriptor.token >= Token.firstSocket {
            switch sockets.source(descriptor.token) {
            case .advertisements(let socket): takeAdvertisements(from: socket)
            case .outgoing(let watch): takeSightings(from: watch)
            case nil: break
            }
        }
        if ready.contains(where: { $0.token == Token.mailbox }) { takeRequests() }
        return ready.count
    }

    private func runDeadlines(upTo believed: Instant) throws(VRRPTransportError) {
        while let hosted = routers.popDue(at: believed) { tell(hosted, .deadlineReached) }
        if rereading.takeDue(at: believed) { try readInterfacesAgain() }
        if refusals.takeDue(at: believed) { retryRefused() }
    }

    /// Plans another reading of interfaces and addresses where the last one did not work.
    func noteStaleInterfaces() {
        if interfaces.isStale { rereading.start(at: MonotonicClock.now) }
    }

    /// Tells a router, carries its actions out, and tells it what came of them.
    func tell(_ hosted: HostedRouter, _ event: Event) {
        let now = MonotonicClock.now
        actions.removeAll(keepingCapacity: true)
        hosted.router.handle(event, at: now, into: &actions)
        runActions(for: hosted, at: now)
    }

    func runActions(for hosted: HostedRouter, at now: Instant) {
        var answer: Event?
        for action in actions {
            answer = runner.run(action, for: hosted, in: interfaces.table, at: now) ?? answer
            if case .transition = action { watchesAreStale = true }
        }
        routers.noteDeadline(of: hosted)
        if let answer {
            if answer == .addressRefused { refusals.start(at: now) }
            tell(hosted, answer)
        } else {
            noteGroup(of: hosted)
        }
    }
}
