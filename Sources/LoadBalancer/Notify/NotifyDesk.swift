import ControlMessages
package import Deadlines
import IPVSKit
import Logging
import NodeConfiguration
import Polling
package import Scripts
import VRRPEngine
package import VRRPTransport

/// Tells scripts and FIFOs what happens to instances, sync groups and services.
///
/// FIFO lines are written at once. Scripts of one instance run one after the other, each to its end; those of different
/// instances do not wait for each other.
package actor NotifyDesk {
    /// What one message has run, one script after the other.
    package struct Errand: Sendable {
        let message: NotifyMessage
        let calls: [ScriptCommand]
    }

    private struct Standing {
        let state: VRRPState
        let priority: UInt8
    }

    /// The scripts of one instance or group.
    private struct Lane {
        var queue = DeliveryQueue<Errand>()
        var isRunning = false
    }

    private struct LaneKey: Hashable {
        let scope: NotifyMessage.Scope
        let name: String
    }

    private struct Pipe {
        let settings: NotifyFIFO
        let pipe: NotifyPipe
        var reader: Task<Void, Never>?
    }

    /// How long a script may run while the next message waits for it; where none waits it may go on.
    package static let patience = Nanoseconds.seconds(30)
    /// How long a stop waits for scripts.
    private static let farewell = Nanoseconds.seconds(5)
    /// Between the end of a FIFO's script and its next start.
    private static let restart = Duration.seconds(1)

    private let runner: any ScriptRunning
    private let events: EventJournal
    private let problems: ProblemBoard
    private let patience: Nanoseconds
    private var plan = NotifyPlan(Configuration())
    private var book = ScriptBook([], policy: ScriptLocator.Policy())
    private var lanes: [LaneKey: Lane] = [:]
    private var vrrpPipes: [Pipe] = []
    private var servicePipes: [Pipe] = []
    private var quorums: [ServiceKey: Bool] = [:]
    /// Where instances and groups stood when they were heard of last.
    private var standings: [String: Standing] = [:]
    private var groupStates: [String: VRRPState] = [:]

    package init(
        runner: any ScriptRunning, events: EventJournal, problems: ProblemBoard,
        patience: Nanoseconds = NotifyDesk.patience
    ) {
        self.runner = runner
        self.events = events
        self.problems = problems
        self.patience = patience
    }

    /// Makes a configuration's scripts and FIFOs the ones that are told from now on.
    package func configure(_ plan: NotifyPlan, book: ScriptBook) {
        self.plan = plan
        self.book = book
        var failures: [(location: String, message: String)] = []
        let old = vrrpPipes + servicePipes.filter { pipe in !vrrpPipes.contains { $0.pipe === pipe.pipe } }
        var kept: [Pipe] = []
        func pipe(_ settings: NotifyFIFO?) -> Pipe? {
            guard let settings else { return nil }
            if let known = (kept + old).first(where: { $0.settings == settings }) {
                kept.append(known)
                return known
            }
            do {
                var pipe = Pipe(settings: settings, pipe: try NotifyPipe(settings.path, owner: owner(of: settings)))
                pipe.reader = reader(of: settings)
                kept.append(pipe)
                return pipe
            } catch {
                failures.append((settings.path, "\(error)"))
                return nil
            }
        }
        // Before the new ones: one that only got another script is opened again.
        let stays = [plan.fifo, plan.vrrpFIFO, plan.servicesFIFO].compactMap(\.self)
        for gone in old where !stays.contains(gone.settings) { close(gone) }
        let both = pipe(plan.fifo)
        vrrpPipes = [both, pipe(plan.vrrpFIFO)].compactMap(\.self)
        servicePipes = [both, pipe(plan.servicesFIFO)].compactMap(\.self)
        problems.replace("notify_fifo", with: failures)
    }

    // MARK: Messages

    /// Tells scripts and FIFOs; returns at once.
    package func tell(_ message: NotifyMessage) {
        enqueue(message, commands(of: plan.calls(for: message)))
        if plan.isWritten(message) { write(message.line, to: vrrpPipes) }
    }

    /// What instances are to be told with when the configuration has them no more.
    package func farewells(of instances: [String]) -> [Errand] {
        instances.map { instance in
            let (message, calls) = plan.farewell(of: instance, priority: priority(of: instance))
            return Errand(message: message, calls: commands(of: calls))
        }
    }

    /// Tells that instances are gone.
    package func tell(_ farewells: [Errand]) {
        for farewell in farewells {
            enqueue(farewell.message, farewell.calls)
            write(farewell.message.line, to: vrrpPipes)
            standings[farewell.message.name] = nil
        }
    }

    /// Tells what the virtual routers did.
    package func take(_ notices: [RouterNotice]) {
        for notice in notices {
            switch notice {
            case .transition(let transition):
                standings[transition.name] = Standing(state: transition.to, priority: transition.priority)
                guard let word = NotifyMessage.Word(transition.to) else { continue }
                tell(NotifyMessage(.instance, transition.name, word, priority: transition.priority))
            case .priorityChanged(let name, let state, _, let priority):
                standings[name] = Standing(state: state, priority: priority)
                switch state {
                case .master: tell(NotifyMessage(.instance, name, .masterPriority, priority: priority))
                case .backup: tell(NotifyMessage(.instance, name, .backupPriority, priority: priority))
                case .initialize, .fault: break
                }
            case .heardLowerPriorityMaster(let name, let priority):
                tell(NotifyMessage(.instance, name, .masterReceivesLowerPriority, priority: priority))
            case .groupTransition(let name, _, let state):
                groupStates[name] = state
                if let word = NotifyMessage.Word(state) { tell(NotifyMessage(.group, name, word)) }
            }
        }
    }

    /// Tells that all instances and groups have stopped.
    package func tellStopped() {
        for name in plan.instances { tell(NotifyMessage(.instance, name, .stop, priority: priority(of: name))) }
        for name in plan.groups { tell(NotifyMessage(.group, name, .stop)) }
    }

    /// Writes the states of all instances and groups to the FIFOs where the configuration wants that after a reload.
    package func writeStates() {
        guard plan.writesStatesOnReload else { return }
        for name in plan.instances {
            guard let word = standings[name].flatMap({ NotifyMessage.Word($0.state) }) else { continue }
            let message = NotifyMessage(.instance, name, word, priority: priority(of: name))
            write(message.line, to: vrrpPipes)
        }
        for name in plan.groups {
            guard let word = groupStates[name].flatMap({ NotifyMessage.Word($0) }) else { continue }
            write(NotifyMessage(.group, name, word).line, to: vrrpPipes)
        }
    }

    private func priority(of instance: String) -> UInt8 {
        standings[instance]?.priority ?? plan.priorities[instance] ?? 0
    }

    /// Tells the FIFOs of virtual services and real servers.
    package func take(_ facts: [ServiceFact]) {
        for fact in facts {
            switch fact {
            case .server(let server, let service, let isUp):
                write(ServiceLine.server(server, of: service, isUp: isUp), to: servicePipes)
            case .quorum(let service, let isUp): tell(service, isUp: isUp)
            case .all(let all):
                let present = Set(all.map(\.key))
                for service in quorums.keys.sorted() where !present.contains(service) {
                    if quorums.removeValue(forKey: service) == true { write(isUp: false, service) }
                }
                for service in all { tell(service.key, isUp: service.isUp) }
            }
        }
    }

    /// Waits for the scripts that are under way, but not for long, and takes the FIFOs away.
    ///
    /// - Parameter keep: leaves the FIFOs to a successor, with those who read them.
    package func stop(keep: Bool) async {
        let limit = MonotonicClock.now + Self.farewell
        while lanes.values.contains(where: \.isRunning), MonotonicClock.now < limit {
            try? await Task.sleep(for: .milliseconds(20))
        }
        for pipe in vrrpPipes + servicePipes { close(pipe, keep: keep) }
        vrrpPipes = []
        servicePipes = []
    }

    // MARK: Scripts

    private func commands(of calls: [NotifyPlan.Call]) -> [ScriptCommand] {
        calls.compactMap { call in book[call.command]?.appending(call.arguments) }
    }

    private func enqueue(_ message: NotifyMessage, _ commands: [ScriptCommand]) {
        guard !commands.isEmpty else { return }
        let key = LaneKey(scope: message.scope, name: message.name)
        let dropped = lanes[key, default: Lane()].queue.append(Errand(message: message, calls: commands))
        if let dropped {
            events.post(
                .problem, message.name, "its notify scripts are too slow: they are not told of "
                    + "\(dropped.message.word.rawValue), which is over", level: .warning)
        }
        guard lanes[key]?.isRunning == false else { return }
        lanes[key]?.isRunning = true
        Task { await run(key) }
    }

    /// Runs a lane's scripts until none waits.
    private func run(_ key: LaneKey) async {
        while let errand = lanes[key]?.queue.next() {
            for command in errand.calls { await run(command, in: key, for: errand.message) }
        }
        lanes[key] = nil
    }

    private func run(_ command: ScriptCommand, in key: LaneKey, for message: NotifyMessage) async {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let patience = self.patience
        let watchdog = Task { [weak self] in
            try? await Task.sleep(for: .nanoseconds(patience.count))
            while !Task.isCancelled {
                if await self?.somethingWaits(in: key) ?? true { return _ = continuation.yield() }
                try? await Task.sleep(for: .milliseconds(100))
            }
        }
        let outcome = await runner.run(command, within: nil, unless: stream)
        watchdog.cancel()
        continuation.finish()
        let place = "\(message.scope.rawValue.lowercased()) \(message.name)"
        switch outcome {
        case .exited, .killed: problems.settle("notify_trouble", at: place)
        case .timedOut, .notStarted:
            problems.raise("notify_trouble", at: place, "\(command) \(outcome)", level: .warning)
        }
    }

    private func somethingWaits(in key: LaneKey) -> Bool { lanes[key]?.queue.isEmpty == false }

    // MARK: FIFOs

    private func tell(_ service: ServiceKey, isUp: Bool) {
        let before = quorums.updateValue(isUp, forKey: service)
        // A service that starts without its quorum has lost nothing.
        guard before ?? false != isUp else { return }
        write(isUp: isUp, service)
    }

    private func write(isUp: Bool, _ service: ServiceKey) {
        write(ServiceLine.quorum(of: service, isUp: isUp), to: servicePipes)
    }

    private func write(_ line: String, to pipes: [Pipe]) {
        for pipe in pipes {
            let hadLost = pipe.pipe.lost
            if pipe.pipe.write(line) {
                problems.raise(
                    "notify_fifo_full", at: pipe.settings.path, "nobody reads \(pipe.settings.path): lines are lost",
                    level: .warning)
            } else if hadLost > 0, pipe.pipe.lost == 0 {
                problems.settle("notify_fifo_full", at: pipe.settings.path)
            }
        }
    }

    private func owner(of settings: NotifyFIFO) -> ScriptIdentity {
        let request = ScriptLocator.Request(
            words: [], user: settings.user, group: settings.group, hasSupplementaryGroups: false)
        return (try? book.locator.identity(for: request)) ?? .own
    }

    /// Runs a FIFO's script for as long as the FIFO is there.
    private func reader(of settings: NotifyFIFO) -> Task<Void, Never>? {
        guard let command = settings.script.flatMap({ book[$0] })?.appending([settings.path]) else { return nil }
        let (runner, events) = (self.runner, self.events)
        return Task {
            while !Task.isCancelled {
                let outcome = await runner.run(command)
                guard !Task.isCancelled else { return }
                events.post(.problem, settings.path, "its script \(command) \(outcome); it is started again", level: .warning)
                try? await Task.sleep(for: Self.restart)
            }
        }
    }

    private func close(_ pipe: Pipe, keep: Bool = false) {
        pipe.reader?.cancel()
        if !keep { pipe.pipe.remove() }
        problems.settle("notify_fifo_full", at: pipe.settings.path)
    }
}
