import Addresses
import ControlMessages
package import Deadlines
import HealthChecker
import IPVSKit
import Logging
import NodeConfiguration
import Polling
package import Scripts
package import SystemWatch
package import Tracking
package import VRRPEngine

/// Follows what the configuration wants tracked and tells the virtual routers what comes of it.
///
/// Scripts run as tasks here; files, processes and interfaces have their thread; virtual services tell by themselves.
package actor TrackingDesk {
    /// Where verdicts go: the name of the instance with each.
    package typealias Delivery = @Sendable (TrackingVerdict, String) -> Void

    /// How long a virtual service must have its quorum, or be without, before that moves an address: checks of two nodes
    /// do not see a server's end at the same moment.
    package static let serviceDelay = Nanoseconds.seconds(2)

    private let runner: any ScriptRunning
    private let events: EventJournal
    private let problems: ProblemBoard
    private let watch: @Sendable (WatchList) -> Void
    private let deliver: Delivery

    private var plan = TrackingPlan(Configuration())
    private var board = TrackingBoard()
    private var scripts: [String: ScriptTracker] = [:]
    private var scriptRuns: [String: (schedule: ScriptSchedule, task: Task<Void, Never>)] = [:]
    private var processes: [String: ProcessQuorum] = [:]
    private var interfaces: [String: DelayedSignal] = [:]
    private var services: [String: DelayedSignal] = [:]
    /// As last told, for services that somebody follows only later.
    private var quorums: [String: Bool] = [:]
    private var delivered: [String: TrackingVerdict] = [:]
    private var settling: (task: Task<Void, Never>, deadline: Instant)?
    private var hasEnded = false

    /// - Parameters:
    ///   - watch: has files, processes and interfaces watched; what is seen comes back by `take`.
    ///   - deliver: told whenever the verdict about an instance changes.
    package init(
        runner: any ScriptRunning, events: EventJournal, problems: ProblemBoard,
        watch: @escaping @Sendable (WatchList) -> Void, deliver: @escaping Delivery
    ) {
        self.runner = runner
        self.events = events
        self.problems = problems
        self.watch = watch
        self.deliver = deliver
    }

    /// Makes the trackers of a configuration the ones that run. Those that were there before keep what they found.
    ///
    /// - Parameter runnable: the scripts' programs by script; those that are missing may not be run.
    /// - Returns: what there is to say about each instance now; what comes later is delivered.
    package func configure(_ plan: TrackingPlan, runnable: [String: ScriptCommand]) -> [String: TrackingVerdict] {
        self.plan = plan
        board.configure(plan.lines)
        for name in delivered.keys where plan.lines[name] == nil { delivered[name] = nil }
        configureProcesses()
        interfaces = interfaces.filter { name, _ in plan.watched.interfaces.contains { $0.description == name } }
        configureServices()
        configureScripts(runnable)
        watch(plan.watched)
        for name in plan.lines.keys.sorted() { tellVerdict(of: name) }
        return delivered
    }

    /// Delivers again what there is to say about each instance now: to a VRRP thread that took over other instances, and
    /// may have had no ear for what was delivered before.
    package func redeliver() {
        for (name, verdict) in delivered.sorted(by: { $0.key < $1.key }) { deliver(verdict, name) }
    }

    /// Ends everything that runs, scripts with all their processes.
    package func stop() async {
        hasEnded = true
        settling?.task.cancel()
        watch(WatchList())
        let tasks = scriptRuns.values.map(\.task)
        scriptRuns = [:]
        for task in tasks { task.cancel() }
        for task in tasks { await task.value }
    }

    // MARK: Facts

    /// Takes in what was seen of files, processes and interfaces.
    package func take(_ facts: [WatchedFact]) {
        let now = MonotonicClock.now
        for fact in facts {
            switch fact {
            case .number(let number, let name):
                guard plan.watched.files.contains(where: { $0.name == name }) else { continue }
                note(.number(number), of: TrackerKey(.file, name))
            case .changed, .present: continue
            case .running(let count, let name):
                guard processes[name]?.note(count, at: now) == true else { continue }
                noteProcess(name)
            case .interface(let interface, let isUp):
                if plan.watched.interfaces.contains(interface) { note(interface, isUp: isUp, at: now) }
            case .unreadable(let interface, let reason):
                guard plan.watched.interfaces.contains(interface) else { continue }
                let key = TrackerKey(.interface, interface.description)
                problems.raise(
                    "watch_failed", at: "\(key)", "it is not known whether it is up: \(reason)", level: .error)
                note(.silent, of: key)
            case .lost: forgetWatched()
            }
        }
        settleLater()
    }

    private func note(_ interface: InterfaceName, isUp: Bool, at now: Instant) {
        let name = interface.description
        problems.settle("watch_failed", at: "\(TrackerKey(.interface, name))")
        let delays = plan.interfaceDelays[interface]
        let delay = (isUp ? delays?.up : delays?.down) ?? .zero
        if interfaces[name, default: DelayedSignal()].note(isUp, after: delay, at: now) { noteInterface(name) }
    }

    /// What is not watched has no say: without a result it would hold its instances for ever.
    private func forgetWatched() {
        processes = processes.mapValues { ProcessQuorum($0.settings) }
        interfaces = [:]
        let watched =
            plan.watched.files.map { TrackerKey(.file, $0.name) }
            + plan.watched.processes.map { TrackerKey(.process, $0.name) }
            + plan.watched.interfaces.map { TrackerKey(.interface, $0.description) }
        for key in watched { note(.silent, of: key) }
    }

    /// Takes in what changed about the virtual services.
    package func take(_ facts: [ServiceFact]) {
        for fact in facts {
            switch fact {
            case .server: break
            case .quorum(let standing):
                guard standing.occasion == .change else { continue }
                note(service: standing.service.name.pathText, isUp: standing.isUp)
            case .all(let all):
                quorums = [:]
                for service in all { note(service: service.name.pathText, isUp: service.quorum.isUp) }
            }
        }
        settleLater()
    }

    private func note(service name: String, isUp: Bool) {
        quorums[name] = isUp
        guard plan.services.contains(name) else { return }
        let changed = services[name, default: DelayedSignal()].note(
            isUp, after: Self.serviceDelay, at: MonotonicClock.now)
        if changed { noteService(name) }
    }

    private func noteProcess(_ name: String) {
        guard let process = processes[name] else { return }
        note(process.finding, of: TrackerKey(.process, name))
    }

    private func noteInterface(_ name: String) {
        note(interfaces[name]?.value == true ? .good : .bad("is down"), of: TrackerKey(.interface, name))
    }

    private func noteService(_ name: String) {
        note(services[name]?.value == true ? .good : .bad("has lost its quorum"), of: TrackerKey(.virtualServer, name))
    }

    /// Lets delayed changes count when their time has come.
    private func settleLater() {
        let deadlines =
            processes.values.compactMap(\.deadline) + interfaces.values.compactMap(\.deadline)
            + services.values.compactMap(\.deadline)
        guard let next = deadlines.min(), !hasEnded else { return }
        if let settling, settling.deadline <= next { return }
        settling?.task.cancel()
        let task = Task { [weak self] in
            try? await Task.sleep(for: .nanoseconds(max(0, (next - MonotonicClock.now).count)))
            guard !Task.isCancelled else { return }
            await self?.settle()
        }
        settling = (task, next)
    }

    private func settle() {
        settling = nil
        let now = MonotonicClock.now
        for name in processes.keys.sorted() where processes[name]?.settle(at: now) == true { noteProcess(name) }
        for name in interfaces.keys.sorted() where interfaces[name]?.settle(at: now) == true { noteInterface(name) }
        for name in services.keys.sorted() where services[name]?.settle(at: now) == true { noteService(name) }
        settleLater()
    }

    // MARK: Verdicts

    private func note(_ finding: TrackerFinding, of key: TrackerKey) {
        let before = board.finding(of: key)
        let concerned = board.note(finding, of: key)
        guard before != board.finding(of: key) else { return }
        if let text = finding.text {
            let isBad = finding.isBad
            events.post(
                .vrrp, "\(key)", from: before.text, to: text, finding.reason,
                level: isBad && before != .undecided ? .warning : .info)
        }
        for name in concerned { tellVerdict(of: name) }
    }

    private func tellVerdict(of name: String) {
        let verdict = TrackingVerdict(board.sum(of: name))
        guard delivered.updateValue(verdict, forKey: name) != verdict else { return }
        deliver(verdict, name)
    }

    // MARK: What runs

    private func configureProcesses() {
        let before = processes
        processes = [:]
        for process in plan.processes {
            let settings = ProcessQuorum.Settings(process)
            guard let known = before[process.name] else {
                processes[process.name] = ProcessQuorum(settings)
                continue
            }
            processes[process.name] = known.with(settings)
            // How many run is told only when it changes: what the number means may have changed now.
            if known.settings != settings, known.finding != .undecided { noteProcess(process.name) }
        }
    }

    private func configureServices() {
        services = services.filter { plan.services.contains($0.key) }
        for name in plan.services.sorted() where services[name] == nil {
            if let isUp = quorums[name] { note(service: name, isUp: isUp) }
        }
    }

    private func configureScripts(_ runnable: [String: ScriptCommand]) {
        let wanted = Dictionary(plan.scripts.map { ($0.name, $0) }) { first, _ in first }
        for (name, run) in scriptRuns where ScriptSchedule(wanted[name], runnable[name]) != run.schedule {
            run.task.cancel()
            scriptRuns[name] = nil
            problems.settle("script_trouble", at: Self.place(of: name))
        }
        scripts = scripts.filter { wanted[$0.key] != nil }
        for script in plan.scripts {
            let name = script.name
            guard let command = runnable[name] else {
                // Without a result it would hold its instances for ever.
                note(.silent, of: TrackerKey(.script, name))
                continue
            }
            if board.finding(of: TrackerKey(.script, name)) == .silent {
                note(.undecided, of: TrackerKey(.script, name))
            }
            scripts[name] =
                scripts[name]?.with(rise: script.rise, fall: script.fall)
                ?? ScriptTracker(rise: script.rise, fall: script.fall)
            guard scriptRuns[name] == nil else { continue }
            let runner = self.runner
            let task = Task { [weak self] in
                var start = MonotonicClock.now
                while !Task.isCancelled {
                    let outcome = await runner.run(command, within: script.timeout)
                    guard !Task.isCancelled, let self else { return }
                    await self.record(outcome, of: name)
                    start = MonotonicClock.next(after: start, every: script.interval)
                    try? await Task.sleep(for: .nanoseconds(max(0, (start - MonotonicClock.now).count)))
                }
            }
            scriptRuns[name] = (ScriptSchedule(command, interval: script.interval, timeout: script.timeout), task)
        }
    }

    private func record(_ outcome: ScriptOutcome, of name: String) {
        guard !hasEnded, scriptRuns[name] != nil else { return }
        tellTrouble(outcome, of: name)
        guard scripts[name]?.record(outcome.isGood) == true else { return }
        note(outcome.isGood ? .good : .bad("\(outcome)"), of: TrackerKey(.script, name))
    }

    private static func place(of script: String) -> String { "vrrp_script \(script)" }

    /// A script that is too slow or does not start says nothing about what it is to test.
    private func tellTrouble(_ outcome: ScriptOutcome, of name: String) {
        let place = Self.place(of: name)
        switch outcome {
        case .exited, .killed: problems.settle("script_trouble", at: place)
        case .timedOut, .notStarted: problems.raise("script_trouble", at: place, "\(name) \(outcome)", level: .warning)
        }
    }
}

/// What a script's runs depend on; where it stands in the file does not matter.
private struct ScriptSchedule: Hashable {
    let command: ScriptCommand
    let interval: Nanoseconds
    let timeout: Nanoseconds

    init(_ command: ScriptCommand, interval: Nanoseconds, timeout: Nanoseconds) {
        self.command = command
        self.interval = interval
        self.timeout = timeout
    }

    init?(_ script: TrackScript?, _ command: ScriptCommand?) {
        guard let script, let command else { return nil }
        self.init(command, interval: script.interval, timeout: script.timeout)
    }
}

extension MonotonicClock {
    /// The first of the times at a fixed distance from `start` that has not come yet.
    fileprivate static func next(after start: Instant, every interval: Nanoseconds) -> Instant {
        let step = max(interval.count, 1)
        let passed = max((now - start).count, 0) / step
        return start + Nanoseconds(step) * (passed + 1)
    }
}

extension ProcessQuorum.Settings {
    fileprivate init(_ process: TrackProcess) {
        self.init(
            least: process.quorum, most: process.quorumMax, forkDelay: process.forkDelay,
            terminateDelay: process.terminateDelay)
    }
}

extension TrackerFinding {
    /// In one word; nil for what is not worth telling.
    fileprivate var text: String? {
        switch self {
        case .undecided, .silent: nil
        case .good: "good"
        case .bad: "bad"
        case .number(let number): "\(number)"
        }
    }

    fileprivate var isBad: Bool {
        if case .bad = self { true } else { false }
    }

    fileprivate var reason: String {
        switch self {
        case .bad(let reason): reason
        case .good: "all is well"
        case .number: "the file's number"
        case .undecided, .silent: ""
        }
    }
}

extension TrackingVerdict {
    package init(_ sum: TrackingSum) {
        self.init(
            adjustments: sum.adjustments.map { PriorityAdjustment(cause: "\($0.key)", weight: $0.weight) },
            faults: sum.faults, isUndecided: sum.isUndecided)
    }
}
