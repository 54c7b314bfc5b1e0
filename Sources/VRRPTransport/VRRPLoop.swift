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
        static let routing: UInt64 = 2
        static let filter: UInt64 = 3
        static let firstSocket: UInt64 = 4
    }

    /// After the last shutdown: who is waited for, and until when.
    struct Stopping {
        var successorsMissing: Set<RouterKey>
        let deadline: Instant
        var waiting: [CheckedContinuation<Void, Never>]

        func isOver(at now: Instant) -> Bool { successorsMissing.isEmpty || deadline <= now }
    }

    /// How often the descriptors are looked at again before deadlines are believed: one look shows a few hundred.
    private static let mostLooks = 4
    /// Routers whose slow actions are carried out before the loop has a look at what else there is.
    private static let routersPerTurn = 32

    let mailbox: Mailbox<VRRPService.Request>
    let reports: Reports
    let tape: RecordingTape
    let interfaces: InterfaceWatch
    /// Once there are routes or rules of ours.
    private(set) var routing: RoutingMonitor?
    /// Once there are addresses that accept nothing.
    private(set) var filter: FilterMonitor?
    let sockets: SocketSet
    let runner: ActionRunner
    private let poller: Poller
    var routers = RouterSet()
    var groups: [HostedGroup] = []
    var strayDiscards = DiscardCounters()
    var isReleased = false
    /// The names of the instances that an operator took out of the election.
    var released: Set<String> = []
    /// How long interfaces must be down or up before that counts.
    var patience = InterfacePatience()
    var watchesAreStale = false
    var stopping: Stopping?
    /// How the kernel runs this thread.
    var thread = ThreadSettings()
    let inbox: DatagramInbox
    var actions: [Action] = []
    /// What is to be done apart from sending advertisements, in order.
    private var slowActions: [(hosted: HostedRouter, action: Action)] = []
    /// How many of them are done.
    private var slowActionsDone = 0
    /// What is to be told of sync groups once that is done.
    var slowReports: [RouterNotice] = []
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
        tape = RecordingTape(reports.recorder)
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
        inbox = try VRRPTransportError.wrapping { () throws(SystemCallError) in
            try DatagramInbox(datagramSize: AdvertisementSocket.largestPacket)
        }
        runner = try VRRPTransportError.wrapping { () throws(SystemCallError) in
            try ActionRunner(client: client, sockets: sockets, reports: reports)
        }
    }

    private func runUntilStopped() throws(VRRPTransportError) {
        while true {
            try wait(until: earliestDeadline())
            if let stopping {
                if stopping.isOver(at: MonotonicClock.now) { return finish(stopping) }
                continue
            }
            let believed = MonotonicClock.now
            let linksAreDue = runner.links.deadline.map { $0 <= believed } ?? false
            if routers.isDue(at: believed) || linksAreDue {
                // What waits now is taken before any deadline up to now is believed: a router that was not run for a
                // while must not take over from a master whose advertisements lie in its socket.
                for _ in 0..<Self.mostLooks where stopping == nil {
                    if try look() == 0 { break }
                }
                if stopping != nil { continue }
                runDeadlines(upTo: believed)
            }
            settle(at: believed, routers: Self.routersPerTurn)
            if linksAreDue { runLinkDeadlines(at: believed) }
            runner.sendAnnouncements(at: believed)
            if rereading.takeDue(at: believed) { try readInterfacesAgain() }
            if refusals.takeDue(at: believed) { retryRefused() }
            if let deadline = patience.deadline, deadline <= believed { adaptToInterfaces() }
            if watchesAreStale { refreshWatches() }
        }
    }

    private func earliestDeadline() -> Instant {
        if let stopping { return stopping.deadline }
        guard slowActions.isEmpty else { return .zero }
        var earliest = Instant.distantFuture
        if let alarm = routers.earliestAlarm() { earliest = min(earliest, alarm) }
        if let retry = refusals.deadline { earliest = min(earliest, retry) }
        if let reading = rereading.deadline { earliest = min(earliest, reading) }
        if let patience = patience.deadline { earliest = min(earliest, patience) }
        if let link = runner.links.deadline { earliest = min(earliest, link) }
        if let announcement = runner.announcements.deadline { earliest = min(earliest, announcement) }
        return earliest
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

    /// Waits for what comes, and takes it.
    private func wait(until deadline: Instant) throws(VRRPTransportError) {
        if deadline == .zero {
            try look()
            return
        }
        try VRRPTransportError.wrapping { () throws(SystemCallError) in
            try poller.wait(until: deadline == .distantFuture ? nil : deadline, into: &ready)
        }
        try takeWhatIsReady()
    }

    /// Takes what is there. Returns how many descriptors were ready.
    @discardableResult
    private func look() throws(VRRPTransportError) -> Int {
        try VRRPTransportError.wrapping { () throws(SystemCallError) in try poller.look(into: &ready) }
        try takeWhatIsReady()
        return ready.count
    }

    private func takeWhatIsReady() throws(VRRPTransportError) {
        let look = MonotonicClock.now
        defer { previousLook = look }
        // Interfaces first: what they say decides how the rest is taken.
        if ready.contains(where: { $0.token == Token.interfaces }) { try takeInterfaceChanges() }
        if ready.contains(where: { $0.token == Token.routing }) { try takeRoutingLosses() }
        if ready.contains(where: { $0.token == Token.filter }) { takeFilterLosses() }
        for descriptor in ready where descriptor.token >= Token.firstSocket {
            switch sockets.source(descriptor.token) {
            case .advertisements(let socket): takeAdvertisements(from: socket, at: look)
            case .outgoing(let watch): takeSightings(from: watch)
            case nil: break
            }
        }
        runner.sendPosted(at: look)
        if ready.contains(where: { $0.token == Token.mailbox }) { takeRequests() }
    }

    /// Begins to hear what goes out of the routing tables, where there is something of ours to be in them.
    func hearRouting() {
        let wants =
            runner.links.hasStaticRouting
            || routers.routers.contains { !$0.instance.routes.isEmpty || !$0.instance.rules.isEmpty }
        guard routing == nil, wants else { return }
        do {
            let monitor = try RoutingMonitor()
            try poller.add(monitor.descriptor, token: Token.routing, interest: .readable)
            routing = monitor
        } catch {
            reports.log.error("routes and rules that somebody takes away are not put back: \(error)")
        }
    }

    /// Begins to hear what goes out of the filter's table, where there is something of ours to be in it.
    func hearFilter() {
        guard filter == nil, routers.routers.contains(where: { !$0.instance.accepts }) else { return }
        do {
            let monitor = try FilterMonitor()
            try poller.add(monitor.descriptor, token: Token.filter, interest: .readable)
            filter = monitor
        } catch {
            reports.log.error("a filter that somebody takes away is not put back: \(error)")
        }
    }

    /// Hears no more of it: closing its socket ends the polling, too.
    func ignoreFilter() {
        filter = nil
    }

    private func runDeadlines(upTo believed: Instant) {
        while let hosted = routers.popDue(at: believed) { hand(.deadlineReached, to: hosted, at: believed) }
        // Told at their own deadlines, so that being early does not add up.
        while let hosted = routers.popMasterAhead(of: believed), let deadline = hosted.router.deadline {
            hand(.deadlineReached, to: hosted, at: deadline)
        }
    }

    /// Lets masters advertise on time while something long is done for many routers. Backups wait: what they do at their
    /// deadline is to take over, and what lies in the sockets comes before that.
    func keepMastersOnTime() {
        let now = MonotonicClock.now
        for hosted in routers.popDueMasters(at: now) { hand(.deadlineReached, to: hosted, at: now) }
        runner.sendPosted(at: now)
    }

    /// Plans another reading of interfaces and addresses where the last one did not work.
    func noteStaleInterfaces() {
        if interfaces.isStale { rereading.start(at: MonotonicClock.now) }
    }

    /// Tells a router and carries out what it and all told before it ask for.
    func tell(_ hosted: HostedRouter, _ event: Event) {
        let now = MonotonicClock.now
        hand(event, to: hosted, at: now)
        settle(at: now)
    }

    /// Tells a router. What it asks for waits for `settle`.
    ///
    /// - Parameter now: the same for all that are told at once, so that they fall due together again. A router that was
    ///   told something ahead of time hears nothing that is older.
    func hand(_ event: Event, to hosted: HostedRouter, at now: Instant) {
        let now = max(now, hosted.told)
        hosted.told = now
        actions.removeAll(keepingCapacity: true)
        hosted.handle(event, at: now, into: &actions)
        takeActions(of: hosted, at: now)
    }

    /// Takes over what the router asks for.
    func takeActions(of hosted: HostedRouter, at now: Instant) {
        for action in actions {
            if case .sendAdvertisement = action {
                _ = runner.run(action, for: hosted, in: interfaces.table, at: now)
            } else {
                slowActions.append((hosted, action))
            }
        }
        routers.noteDeadline(of: hosted)
        spread(from: hosted, at: now)
    }

    /// Sends the advertisements that wait, then does what takes longer, and tells the routers what came of it.
    ///
    /// - Parameter limit: how many routers' slow actions at most; the others wait for another call.
    func settle(at now: Instant, routers limit: Int = .max) {
        runner.sendPosted(at: now)
        var count = 0
        while slowActionsDone < slowActions.count, count < limit {
            runSlowActions(of: slowActions[slowActionsDone].hosted, at: now)
            runner.sendPosted(at: now)
            count += 1
        }
        guard slowActionsDone == slowActions.count else { return }
        slowActions.removeAll(keepingCapacity: true)
        slowActionsDone = 0
        for notice in slowReports { reports.onNotice(notice) }
        slowReports.removeAll(keepingCapacity: true)
    }

    private func runSlowActions(of hosted: HostedRouter, at now: Instant) {
        var answer: Event?
        while slowActionsDone < slowActions.count, slowActions[slowActionsDone].hosted === hosted {
            let action = slowActions[slowActionsDone].action
            slowActionsDone += 1
            answer = runner.run(action, for: hosted, in: interfaces.table, at: now) ?? answer
            if case .transition = action { watchesAreStale = true }
        }
        guard let answer else { return }
        if answer == .addressRefused { refusals.start(at: now) }
        hand(answer, to: hosted, at: now)
    }
}
