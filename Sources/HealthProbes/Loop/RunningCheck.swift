import Deadlines
import HealthChecker

/// A check that is scheduled, and its probe while one runs.
final class RunningCheck {
    enum Probe {
        case tcp(TCPProbe)
        case http(HTTPProbe)
        case conversation(ConversationProbe)
        case script(ScriptProbe)
    }

    /// Never used twice: also the token of the probe's descriptor.
    let id: UInt64
    private(set) var specification: CheckSpecification
    var state: CheckState
    /// The connection that is kept beside the check.
    var kept: KeptConnection?
    /// Its socket while there is one; its token is the check's with a mark.
    var keptSocket: TCPProbe?
    /// Whether the attempt that runs began before the kept connection ended, so that its success says nothing.
    var runsAgain = false
    /// Whether it is not to run for now.
    var isPaused = false
    private(set) var lastResult: CheckSnapshot.LastResult?
    /// The verdict that stands, as it was told; nil before the first one.
    private(set) var notice: CheckNotice?
    /// The one before a fast removal, with the number of refusals that led to that.
    private var beforeFastRemoval: (notice: CheckNotice?, refusals: Int)?
    /// How many attempts have started; results of earlier ones are late and do not count.
    private(set) var run: UInt64 = 0
    private var probe: Probe?
    /// How many attempts up to the last one could not be made: so long nothing has been heard of the server.
    private var unmade = 0
    private var startedAt = Instant.zero

    init(id: UInt64, _ specification: CheckSpecification, _ state: CheckState) {
        self.id = id
        self.specification = specification
        self.state = state
        kept = specification.kept.map(KeptConnection.init)
    }

    var isProbing: Bool { probe != nil }

    /// The probe's descriptor where the poller watches one.
    var descriptor: Int32? {
        switch probe {
        case .tcp(let probe): probe.descriptor
        case .conversation(let probe): probe.descriptor
        case .http, .script, nil: nil
        }
    }

    /// The URL that the next result is about, where the check asks any.
    var url: HTTPURL? {
        guard case .http(let http) = specification.kind, http.urls.indices.contains(state.step) else { return nil }
        return http.urls[state.step]
    }

    /// The conversation that is being held, where the probe is one.
    var conversation: ConversationProbe? {
        if case .conversation(let probe) = probe { probe } else { nil }
    }

    var snapshot: CheckSnapshot {
        CheckSnapshot(
            specification: specification, state: CheckSnapshot.State(state.verdict), lastResult: lastResult,
            attempt: state.attempt,
            nextRun: isProbing || isPaused || !specification.kind.isScheduled ? nil : state.deadline,
            kept: kept.map(CheckSnapshot.Kept.init))
    }

    func begin(at now: Instant) {
        run += 1
        startedAt = now
    }

    func hold(_ probe: Probe) {
        self.probe = probe
    }

    /// What a probe whose descriptor is ready has found; nil where it goes on, or none runs.
    func result() -> CheckResult? {
        switch probe {
        case .tcp(let probe): probe.result()
        case .conversation(let probe): probe.proceed()
        case .http, .script, nil: nil
        }
    }

    /// What it comes to when a probe's time is over.
    func timedOut() -> CheckResult {
        let timeout = "\(specification.timing.connectTimeout)"
        return conversation?.timedOut(after: timeout) ?? .failed("no answer within \(timeout)")
    }

    /// Closes what is open without a result.
    func cancel() {
        switch probe {
        case .http(let probe): probe.cancel()
        case .script(let probe): probe.cancel()
        case .tcp, .conversation, nil: break
        }
        probe = nil
    }

    /// Takes the result of the probe and closes it. Returns what is to be told.
    func finish(_ result: CheckResult, at now: Instant) -> CheckNotice? {
        probe = nil
        unmade = if case .local = result { unmade + 1 } else { 0 }
        lastResult = CheckSnapshot.LastResult(
            at: now, duration: now - startedAt, text: Self.text(of: result, times: unmade))
        let failures = state.attempt + 1
        let forgiving = kept?.forgiving
        let changed = state.record(result, at: now, forgiving: forgiving)
        let isReweighed = result.isGood && state.verdict == .up && result.weight != notice?.weight
        guard let verdict = changed ?? (isReweighed ? .up : nil) else { return nil }
        let reason = Self.text(of: result, times: verdict == .down ? failures : 1)
        let isFast = if case .refused = result { forgiving != nil && verdict == .down } else { false }
        beforeFastRemoval = isFast ? (notice, failures) : nil
        let notice = CheckNotice(
            key: specification.key, verdict: verdict, reason: reason, question: specification.question,
            weight: result.weight, at: now, isFast: isFast)
        self.notice = notice
        return notice
    }

    /// The verdict that stands, to be told again. A fast removal that stands so long is none any more: whoever hears of
    /// it again need not consent again.
    func tellAgain() -> CheckNotice? {
        notice = notice?.granted
        return notice
    }

    /// Has the server be up again where this fast removal is what stands. False where it is not.
    func takeBack(_ refused: CheckNotice, at now: Instant) -> Bool {
        guard refused.granted == notice?.granted, state.verdict == .down, let before = beforeFastRemoval else {
            return false
        }
        beforeFastRemoval = nil
        notice = before.notice
        state.takeBack(refusals: before.refusals, at: now)
        return true
    }

    private static func text(of result: CheckResult, times: Int) -> String {
        times > 1 ? "\(result.text), \(times) times in a row" : result.text
    }

    /// Goes on under a specification that asks the same with other timing, or at another place among its server's.
    func retime(_ specification: CheckSpecification, at now: Instant, spread: Nanoseconds) {
        state = state.retimed(specification.kind, specification.timing, at: now, spread: spread)
        if specification.kept != self.specification.kept { kept = specification.kept.map(KeptConnection.init) }
        self.specification = specification
        notice = notice?.moved(to: specification.key)
        beforeFastRemoval = beforeFastRemoval.map { ($0.notice?.moved(to: specification.key), $0.refusals) }
    }
}
