import Addresses
import CLinux
import Deadlines
import HealthChecker
import Logging
import Polling
import Scripts

/// The checks' thread: starts what is due, takes results, and tells verdicts. Used by that thread alone.
final class CheckRunner {
    private static let mailboxToken: UInt64 = 0
    /// Attempts wait for the next of these, so that those which are due together cost one wake-up.
    private static let beat = Nanoseconds.milliseconds(1)
    /// So many attempts start between two looks at what is ready.
    private static let startsAtOnce = 128

    let logger: Logger
    let poller: Poller
    private let mailbox: Mailbox<CheckCommand>
    private let spread: SpreadSchedule
    private let scripts: any ScriptRunning
    let onNotice: @Sendable (CheckNotice) -> Void
    let onLeftInPeace: @Sendable (CheckKey) -> Void

    private(set) var checks: [UInt64: RunningCheck] = [:]
    private(set) var ids: [CheckKey: UInt64] = [:]
    private var lastID = CheckRunner.mailboxToken
    /// When attempts are due. They are taken out only while a slot is free, so the longest due goes first.
    var starts = DeadlineQueue<UInt64>()
    /// When TCP probes have had their time.
    private var timeouts = DeadlineQueue<UInt64>()
    /// When kept connections are to begin, and when one that begins has had its time.
    var keeps = DeadlineQueue<UInt64>()
    var slots = ProbeSlots()
    private var frequency = TargetFrequency()
    private var complaints = LocalFailureLog()
    private var prober: HTTPProber?
    private var trust = CheckTLS(TLSFiles())
    private var programs: [ScriptCheck: ScriptCommand] = [:]
    private var logsAllFailures = false
    /// The numbers in files, as last told.
    private var numbers: [String: Int64] = [:]
    private var suspended: Set<String> = []
    private var isStopping = false

    init(
        mailbox: Mailbox<CheckCommand>, spread: SpreadSchedule, scripts: any ScriptRunning, logger: Logger,
        onNotice: @escaping @Sendable (CheckNotice) -> Void,
        onLeftInPeace: @escaping @Sendable (CheckKey) -> Void
    ) throws(SystemCallError) {
        self.mailbox = mailbox
        self.spread = spread
        self.logger = logger
        self.scripts = scripts
        self.onNotice = onNotice
        self.onLeftInPeace = onLeftInPeace
        poller = try Poller()
        try poller.add(mailbox.wakeUp.descriptor, token: Self.mailboxToken, interest: .readable)
    }

    /// Returns when told to stop.
    func run() {
        var ready: [ReadyDescriptor] = []
        while !isStopping {
            do {
                try poller.wait(until: nextDeadline(), into: &ready)
            } catch {
                // Not known to happen; commands must be served whatever the kernel says.
                logger.error("checks cannot wait for connections: \(error)")
                serveMailbox()
                sleep(1)
            }
            for descriptor in ready {
                if descriptor.token == Self.mailboxToken {
                    serveMailbox()
                } else if let id = Self.idOfKept(descriptor.token) {
                    proceedKept(id)
                } else {
                    proceed(descriptor.token)
                }
            }
            timeOutProbes()
            startKept()
            startDue()
        }
    }

    private func nextDeadline() -> Instant? {
        let start = slots.isFree ? starts.earliest().map(Self.nextBeat) : nil
        return [start, timeouts.earliest(), keeps.earliest()].compactMap { $0 }.min()
    }

    /// The first beat that is not before an instant.
    private static func nextBeat(_ instant: Instant) -> Instant {
        let rest = instant.nanoseconds % beat.count
        return rest > 0 ? instant + Nanoseconds(beat.count - rest) : instant
    }

    private func serveMailbox() {
        for command in mailbox.takeAll() { handle(command) }
    }

    private func handle(_ command: CheckCommand) {
        switch command {
        case .configure(let specifications, let services, let tls):
            // Read anew each time: a reload takes renewed certificates up.
            if let tls { trust = CheckTLS(tls) }
            configure(specifications, of: services)
        case .programs(let programs, let logsAllFailures):
            (self.programs, self.logsAllFailures) = (programs, logsAllFailures)
        case .number(let number, let file):
            take(number, inFile: file)
        case .forget(filesBut: let files):
            numbers = numbers.filter { files.contains($0.key) }
        case .takeBack(let notices):
            for notice in notices { takeBack(notice) }
        case .suspend(let services): suspend(services)
        case .snapshot(let continuation):
            continuation.resume(returning: ids.keys.sorted().compactMap { ids[$0].flatMap { checks[$0]?.snapshot } })
        case .finished(let id, let run, let result):
            if let check = checks[id], check.run == run, check.isProbing { finish(check, result) }
        case .stop(let continuation):
            for check in checks.values { cancel(check) }
            isStopping = true
            if let continuation {
                continuation.resume(returning: prober)
            } else {
                prober?.stopSoon()
            }
        }
    }
}

// Configuration.
extension CheckRunner {
    private func configure(_ specifications: [CheckSpecification], of services: Set<String>?) {
        let now = MonotonicClock.now
        // Whoever configures more checks may have raised it.
        slots.descriptorLimit = DescriptorLimit.now
        var wanted: [CheckKey: CheckSpecification] = [:]
        for specification in specifications where wanted.updateValue(specification, forKey: specification.key) != nil {
            logger.error("two checks have the name \(specification.key); the last one runs")
        }
        var kept: [CheckNotice] = []
        var left: [RunningCheck] = []
        for (key, id) in ids where services?.contains(key.service) ?? true {
            guard let check = checks[id] else { continue }
            guard let specification = wanted[key], specification.asksTheSame(as: check.specification) else {
                left.append(check)
                continue
            }
            wanted[key] = nil
            if specification != check.specification { retime(check, specification, at: now) }
            if let notice = check.tellAgain() { kept.append(notice) }
        }
        for check in replace(left, by: &wanted, at: now) { if let notice = check.tellAgain() { kept.append(notice) } }
        for notice in kept.sorted(by: { $0.key < $1.key }) { onNotice(notice) }
        for specification in wanted.values.sorted(by: { $0.key < $1.key }) { add(specification, at: now) }
    }

    /// Ends checks that are not where they were, but for those that ask the same at another place among their server's:
    /// they go on there.
    ///
    /// - Returns: those that go on.
    private func replace(
        _ left: [RunningCheck], by wanted: inout [CheckKey: CheckSpecification], at now: Instant
    ) -> [RunningCheck] {
        guard !left.isEmpty else { return [] }
        let free = Dictionary(grouping: wanted.values.sorted { $0.key < $1.key }) { CheckedServer($0.key) }
        var moves: [(check: RunningCheck, specification: CheckSpecification)] = []
        for (server, old) in Dictionary(grouping: left, by: { CheckedServer($0.specification.key) }) {
            let old = old.sorted { $0.specification.key < $1.specification.key }
            let new = free[server] ?? []
            let predecessors = CheckSuccession(from: old.map(\.specification), to: new).predecessors
            for (specification, place) in zip(new, predecessors) {
                if let place { moves.append((old[place], specification)) }
            }
        }
        let moving = Set(moves.map(\.check.id))
        for check in left {
            if moving.contains(check.id) { ids[check.specification.key] = nil } else { remove(check) }
        }
        for (check, specification) in moves {
            wanted[specification.key] = nil
            ids[specification.key] = check.id
            retime(check, specification, at: now)
        }
        return moves.map(\.check)
    }

    private func add(_ specification: CheckSpecification, at now: Instant) {
        lastID += 1
        let spread = spread.spread(of: specification.key, over: specification.timing.warmup)
        let state = CheckState(specification.kind, specification.timing, at: now, spread: spread)
        checks[lastID] = RunningCheck(id: lastID, specification, state)
        ids[specification.key] = lastID
        frequency.add(specification.target, every: specification.timing.delayLoop)
        if let check = checks[lastID] { schedule(check) }
    }

    private func retime(_ check: RunningCheck, _ specification: CheckSpecification, at now: Instant) {
        frequency.remove(specification.target, every: check.specification.timing.delayLoop)
        frequency.add(specification.target, every: specification.timing.delayLoop)
        let keepsOtherwise = specification.kept != check.specification.kept
        let timing = specification.timing
        check.retime(specification, at: now, spread: spread.spread(of: specification.key, over: timing.delayLoop))
        if keepsOtherwise { dropKept(check) }
        if !check.isProbing { schedule(check) }
    }

    /// Has the next attempt of a check start when it is due, unless it pauses, or looks at once at what is told and not
    /// asked for.
    private func schedule(_ check: RunningCheck) {
        check.isPaused = suspended.contains(check.specification.key.service)
        if check.specification.kind.isScheduled {
            starts.set(check.id, to: check.isPaused ? nil : check.state.deadline)
        } else if check.lastResult == nil {
            judge(check)
        }
    }

    private func suspend(_ services: Set<String>) {
        let changed = suspended.symmetricDifference(services)
        suspended = services
        guard !changed.isEmpty else { return }
        let now = MonotonicClock.now
        for (key, id) in ids where changed.contains(key.service) {
            guard let check = checks[id] else { continue }
            if services.contains(key.service) {
                cancel(check)
                dropKept(check)
            } else {
                let timing = check.specification.timing
                let spread = spread.spread(of: key, over: min(timing.warmup, timing.delayLoop))
                check.state.resume(at: now, spread: spread)
            }
            schedule(check)
        }
    }

    private func remove(_ check: RunningCheck) {
        cancel(check)
        dropKept(check)
        frequency.remove(check.specification.target, every: check.specification.timing.delayLoop)
        starts.set(check.id, to: nil)
        checks[check.id] = nil
        ids[check.specification.key] = nil
    }

    private func cancel(_ check: RunningCheck) {
        guard check.isProbing else { return }
        release(check)
        check.cancel()
    }
}

// Attempts.
extension CheckRunner {
    private func startDue() {
        var started = 0
        let now = MonotonicClock.now
        while started < Self.startsAtOnce, slots.isFree, let id = starts.popDue(at: now) {
            guard let check = checks[id] else { continue }
            started += 1
            start(check)
        }
    }

    private func start(_ check: RunningCheck) {
        let now = MonotonicClock.now
        check.begin(at: now)
        slots.take()
        switch check.specification.kind {
        case .tcp: startTCP(check, at: now)
        case .http, .smtp, .dns, .udp, .ping: startConversation(check, at: now)
        case .script(let script): startScript(check, script)
        case .file: finish(check, .local("not checked: it is told what it looks at"))
        }
    }

    private func startTCP(_ check: RunningCheck, at now: Instant) {
        let specification = check.specification
        switch TCPProbe.start(to: specification.target, from: specification.bindTo, as: specification.origin) {
        case .finished(let result):
            finish(check, result)
        case .connecting(let probe):
            probe.endsWithReset = frequency.usesUpPorts(specification.target)
            do {
                try poller.add(probe.descriptor, token: check.id, interest: .writable)
                check.hold(.tcp(probe))
                timeouts.set(check.id, to: now + max(specification.timing.connectTimeout, RetryRule.shortestPause))
            } catch {
                finish(check, ConnectFailure.result(errno: error.errno, .atOnce))
            }
        }
    }

    private func startConversation(_ check: RunningCheck, at now: Instant) {
        let specification = check.specification
        guard
            let conversation = specification.kind.conversation(
                step: check.state.step, with: specification.target, chance: .random(in: .min ... .max))
        else { return startHTTP(check) }
        switch ConversationProbe.start(
            conversation, to: specification.target, from: specification.bindTo, as: specification.origin)
        {
        case .finished(let result):
            finish(check, result)
        case .running(let probe):
            probe.endsWithReset = conversation.carrier == .tcp && frequency.usesUpPorts(specification.target)
            do {
                try poller.add(
                    probe.descriptor, token: check.id, interest: probe.waitsToWrite ? .writable : .readable)
                check.hold(.conversation(probe))
                timeouts.set(check.id, to: now + max(specification.timing.connectTimeout, RetryRule.shortestPause))
            } catch {
                finish(check, ConnectFailure.result(errno: error.errno, .atOnce))
            }
        }
    }

    /// Asks a URL where it takes more than a conversation.
    private func startHTTP(_ check: RunningCheck) {
        guard case .http(let http) = check.specification.kind, http.urls.indices.contains(check.state.step) else {
            return finish(check, .local("not checked: there is nothing to ask"))
        }
        let prober = prober ?? HTTPProber()
        self.prober = prober
        let specification = check.specification
        let probe = prober.start(
            http.urls[check.state.step], of: http, target: specification.target,
            bindTo: specification.bindTo, origin: specification.origin, trust: trust,
            timeout: max(specification.timing.connectTimeout, RetryRule.shortestPause)
        ) { [mailbox, id = check.id, run = check.run] result in
            mailbox.post(.finished(id: id, run: run, result))
        }
        check.hold(.http(probe))
    }

    private func startScript(_ check: RunningCheck, _ script: ScriptCheck) {
        guard let program = programs[script] else {
            finish(check, .failed("\(script.words.first ?? "") may not be run"))
            return
        }
        check.hold(
            .script(
                ScriptProbe(
                    script, program, by: scripts,
                    within: max(check.specification.timing.connectTimeout, RetryRule.shortestPause)
                ) { [mailbox, id = check.id, run = check.run] result in
                    mailbox.post(.finished(id: id, run: run, result))
                }))
    }

    /// Takes a file's number in and judges the servers that depend on it.
    private func take(_ number: Int64, inFile name: String) {
        numbers[name] = number
        for (_, id) in ids.sorted(by: { $0.key < $1.key }) {
            guard let check = checks[id], case .file(let file) = check.specification.kind, file.name == name
            else { continue }
            judge(check)
        }
    }

    private func judge(_ check: RunningCheck) {
        guard case .file(let file) = check.specification.kind, let number = numbers[file.name] else { return }
        let now = MonotonicClock.now
        check.begin(at: now)
        if let notice = check.finish(file.result(of: number), at: now) { onNotice(notice) }
    }

    /// Has a probe go on whose descriptor is ready.
    private func proceed(_ id: UInt64) {
        guard let check = checks[id] else { return }
        if let result = check.result() {
            finish(check, result)
        } else if let probe = check.conversation {
            do {
                try poller.modify(
                    probe.descriptor, token: id, interest: probe.waitsToWrite ? .writable : .readable)
            } catch {
                finish(check, ConnectFailure.result(errno: error.errno, .atOnce))
            }
        }
    }

    private func timeOutProbes() {
        while let id = timeouts.popDue(at: MonotonicClock.now) {
            guard let check = checks[id], check.isProbing else { continue }
            finish(check, check.timedOut())
        }
    }

    private func finish(_ check: RunningCheck, _ found: CheckResult) {
        let result = check.url.map(found.on) ?? found
        release(check)
        let now = MonotonicClock.now
        let notice = check.finish(result, at: now)
        if check.specification.kept != nil { followKept(check, result, at: now) }
        schedule(check)
        if case .local(let text) = result, let line = complaints.line(for: text, at: now) {
            logger.warning("\(check.specification.key): \(line)")
        }
        if let notice {
            onNotice(notice)
        } else if result.isBad, check.state.verdict == .up, check.specification.logsAllFailures ?? logsAllFailures {
            logger.warning("\(check.specification.key): \(result.text), failure \(check.state.attempt) in a row")
        }
    }

    /// Gives back what an attempt holds beside its connection.
    private func release(_ check: RunningCheck) {
        slots.giveBack()
        timeouts.set(check.id, to: nil)
        if let descriptor = check.descriptor { poller.remove(descriptor) }
    }
}

/// A real server behind a virtual service, in the words of check keys.
private struct CheckedServer: Hashable {
    let service: String
    let name: String

    init(_ key: CheckKey) {
        (service, name) = (key.service, key.realServer)
    }
}
