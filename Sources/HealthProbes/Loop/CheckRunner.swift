import Addresses
import CLinux
import Deadlines
import HealthChecker
import Logging
import Polling

/// The checks' thread: starts what is due, takes results, and tells verdicts. Used by that thread alone.
final class CheckRunner {
    private static let mailboxToken: UInt64 = 0
    /// So many attempts start between two looks at what is ready.
    private static let startsAtOnce = 128

    private let logger: Logger
    private let poller: Poller
    private let mailbox: Mailbox<CheckCommand>
    private let spread: SpreadSchedule
    private let onNotice: @Sendable (CheckNotice) -> Void

    private var checks: [UInt64: RunningCheck] = [:]
    private var ids: [CheckKey: UInt64] = [:]
    private var lastID = CheckRunner.mailboxToken
    /// When attempts are due. They are taken out only while a slot is free, so the longest due goes first.
    private var starts = DeadlineQueue<UInt64>()
    /// When TCP probes have had their time.
    private var timeouts = DeadlineQueue<UInt64>()
    private var slots = ProbeSlots()
    private var complaints = LocalFailureLog()
    private var prober: HTTPProber?
    private var suspended: Set<String> = []
    private var isStopping = false

    init(
        mailbox: Mailbox<CheckCommand>, spread: SpreadSchedule, logger: Logger,
        onNotice: @escaping @Sendable (CheckNotice) -> Void
    ) throws(SystemCallError) {
        self.mailbox = mailbox
        self.spread = spread
        self.logger = logger
        self.onNotice = onNotice
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
                } else {
                    proceed(descriptor.token)
                }
            }
            timeOutProbes()
            startDue()
        }
    }

    private func nextDeadline() -> Instant? {
        let start = slots.isFree ? starts.earliest() : nil
        guard let timeout = timeouts.earliest() else { return start }
        return start.map { min($0, timeout) } ?? timeout
    }

    private func serveMailbox() {
        for command in mailbox.takeAll() { handle(command) }
    }

    private func handle(_ command: CheckCommand) {
        switch command {
        case .configure(let specifications, let services):
            configure(specifications, of: services)
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
        var wanted: [CheckKey: CheckSpecification] = [:]
        for specification in specifications where wanted.updateValue(specification, forKey: specification.key) != nil {
            logger.error("two checks have the name \(specification.key); the last one runs")
        }
        var kept: [CheckNotice] = []
        for (key, id) in ids where services?.contains(key.service) ?? true {
            guard let check = checks[id] else { continue }
            guard let specification = wanted[key], specification.asksTheSame(as: check.specification) else {
                remove(check)
                continue
            }
            wanted[key] = nil
            if specification != check.specification { retime(check, specification, at: now) }
            if let notice = check.notice { kept.append(notice) }
        }
        for notice in kept.sorted(by: { $0.key < $1.key }) { onNotice(notice) }
        for specification in wanted.values.sorted(by: { $0.key < $1.key }) { add(specification, at: now) }
        if checks.count > slots.capacity {
            logger.warning(
                """
                \(checks.count) checks share \(slots.capacity) connections at a time, because \
                \(slots.descriptorLimit) files may be open; raise that limit if checks run late
                """)
        }
    }

    private func add(_ specification: CheckSpecification, at now: Instant) {
        lastID += 1
        let spread = spread.spread(of: specification.key, over: specification.timing.warmup)
        let state = CheckState(specification.kind, specification.timing, at: now, spread: spread)
        checks[lastID] = RunningCheck(id: lastID, specification, state)
        ids[specification.key] = lastID
        if let check = checks[lastID] { schedule(check) }
    }

    private func retime(_ check: RunningCheck, _ specification: CheckSpecification, at now: Instant) {
        check.retime(specification, at: now)
        if !check.isProbing { schedule(check) }
    }

    private func schedule(_ check: RunningCheck) {
        check.isPaused = suspended.contains(check.specification.key.service)
        starts.set(check.id, to: check.isPaused ? nil : check.state.deadline)
    }

    private func suspend(_ services: Set<String>) {
        let changed = suspended.symmetricDifference(services)
        suspended = services
        guard !changed.isEmpty else { return }
        for (key, id) in ids where changed.contains(key.service) {
            guard let check = checks[id] else { continue }
            if services.contains(key.service) { cancel(check) }
            schedule(check)
        }
    }

    private func remove(_ check: RunningCheck) {
        cancel(check)
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
        case .http(let http): startHTTP(check, http)
        case .smtp, .dns, .udp, .ping: startConversation(check, at: now)
        }
    }

    private func startTCP(_ check: RunningCheck, at now: Instant) {
        let specification = check.specification
        switch TCPProbe.start(to: specification.target, from: specification.bindTo) {
        case .finished(let result):
            finish(check, result)
        case .connecting(let probe):
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
        let chance = UInt64.random(in: .min ... .max)
        guard let conversation = specification.kind.conversation(with: specification.target, chance: chance) else {
            return
        }
        switch ConversationProbe.start(conversation, to: specification.target, from: specification.bindTo) {
        case .finished(let result):
            finish(check, result)
        case .running(let probe):
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

    private func startHTTP(_ check: RunningCheck, _ http: HTTPCheck) {
        guard http.urls.indices.contains(check.state.step) else {
            finish(check, .local("not checked: there is no URL to ask"))
            return
        }
        let prober = prober ?? HTTPProber()
        self.prober = prober
        let specification = check.specification
        let probe = prober.start(
            http.urls[check.state.step], of: http, target: specification.target,
            bindTo: specification.bindTo,
            timeout: max(specification.timing.connectTimeout, RetryRule.shortestPause)
        ) { [mailbox, id = check.id, run = check.run] result in
            mailbox.post(.finished(id: id, run: run, result))
        }
        check.hold(.http(probe))
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

    private func finish(_ check: RunningCheck, _ result: CheckResult) {
        release(check)
        let now = MonotonicClock.now
        let notice = check.finish(result, at: now)
        schedule(check)
        if case .local(let text) = result, let line = complaints.line(for: text, at: now) {
            logger.warning("\(check.specification.key): \(line)")
        }
        if let notice { onNotice(notice) }
    }

    /// Gives back what an attempt holds beside its connection.
    private func release(_ check: RunningCheck) {
        slots.giveBack()
        timeouts.set(check.id, to: nil)
        if let descriptor = check.descriptor { poller.remove(descriptor) }
    }
}
