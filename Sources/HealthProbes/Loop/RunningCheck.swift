import Deadlines
import HealthChecker

/// A check that is scheduled, and its probe while one runs.
final class RunningCheck {
    enum Probe {
        case tcp(TCPProbe)
        case http(HTTPProbe)
        case conversation(ConversationProbe)
    }

    /// Never used twice: also the token of the probe's descriptor.
    let id: UInt64
    private(set) var specification: CheckSpecification
    /// Whether it is not to run for now.
    var isPaused = false
    private(set) var state: CheckState
    private(set) var lastResult: CheckSnapshot.LastResult?
    /// The verdict that stands, as it was told; nil before the first one.
    private(set) var notice: CheckNotice?
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
    }

    var isProbing: Bool { probe != nil }

    /// The probe's descriptor where the poller watches one.
    var descriptor: Int32? {
        switch probe {
        case .tcp(let probe): probe.descriptor
        case .conversation(let probe): probe.descriptor
        case .http, nil: nil
        }
    }

    /// The conversation that is being held, where the probe is one.
    var conversation: ConversationProbe? {
        if case .conversation(let probe) = probe { probe } else { nil }
    }

    var snapshot: CheckSnapshot {
        CheckSnapshot(
            specification: specification, state: CheckSnapshot.State(state.verdict), lastResult: lastResult,
            attempt: state.attempt, nextRun: isProbing || isPaused ? nil : state.deadline)
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
        case .http, nil: nil
        }
    }

    /// What it comes to when a probe's time is over.
    func timedOut() -> CheckResult {
        let timeout = "\(specification.timing.connectTimeout)"
        return conversation?.timedOut(after: timeout) ?? .failed("no answer within \(timeout)")
    }

    /// Closes what is open without a result.
    func cancel() {
        if case .http(let probe) = probe { probe.cancel() }
        probe = nil
    }

    /// Takes the result of the probe and closes it. Returns what is to be told.
    func finish(_ result: CheckResult, at now: Instant) -> CheckNotice? {
        probe = nil
        unmade = if case .local = result { unmade + 1 } else { 0 }
        lastResult = CheckSnapshot.LastResult(
            at: now, duration: now - startedAt, text: Self.text(of: result, times: unmade))
        let failures = state.attempt + 1
        guard let verdict = state.record(result, at: now) else { return nil }
        let reason = Self.text(of: result, times: verdict == .down ? failures : 1)
        let notice = CheckNotice(key: specification.key, verdict: verdict, reason: reason, at: now)
        self.notice = notice
        return notice
    }

    private static func text(of result: CheckResult, times: Int) -> String {
        times > 1 ? "\(result.text), \(times) times in a row" : result.text
    }

    /// Goes on under a specification that asks the same with other timing.
    func retime(_ specification: CheckSpecification, at now: Instant) {
        state = state.retimed(specification.kind, specification.timing, at: now)
        self.specification = specification
    }
}
