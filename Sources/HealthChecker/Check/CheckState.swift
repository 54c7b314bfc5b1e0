package import Deadlines

/// One check over time: results and instants in, verdicts and one deadline out.
///
/// A check with several URLs asks one of them at each attempt. The server comes up when all have passed in turn and
/// goes down as soon as one fails too often; that one is then asked until it passes, and after it all of them again.
package struct CheckState: Hashable, Sendable {
    /// Before the first attempt, so that a daemon that has just started is not judged by its own beginnings.
    package static let startDelay = Nanoseconds.seconds(1)

    private let rule: RetryRule
    private let stepCount: Int
    /// The step that took the server down and has not passed since.
    private var failedStep: Int?

    /// nil before the first verdict. `alpha` changes how that is read (`ServerHealth`), not what is known.
    package private(set) var verdict: Verdict?
    /// Failures in a row that were forgiven.
    package private(set) var attempt = 0
    /// Which URL the next attempt asks, from 0.
    package private(set) var step = 0
    /// When the next attempt is to start.
    package private(set) var deadline: Instant

    /// - Parameters:
    ///   - now: when the check was configured.
    ///   - spread: how far into `warmup` the first attempt lies (`SpreadSchedule`).
    package init(_ kind: CheckKind, _ timing: CheckTiming, at now: Instant, spread: Nanoseconds) {
        rule = RetryRule(timing, for: kind)
        stepCount = kind.stepCount
        deadline = now + Self.startDelay + max(spread, .zero)
    }

    /// The same check with other timing: keeps what was found, and is due no later than the new timing's pause asks.
    ///
    /// - Parameter spread: how far into that pause the next attempt lies where it would be due later
    ///   (`SpreadSchedule`): checks that are hurried together do not run together.
    package func retimed(
        _ kind: CheckKind, _ timing: CheckTiming, at now: Instant, spread: Nanoseconds
    ) -> CheckState {
        var state = CheckState(kind, timing, at: now, spread: .zero)
        state.verdict = verdict
        state.attempt = attempt
        state.step = min(step, state.stepCount - 1)
        state.failedStep = failedStep
        let isDueInTime = deadline <= now + state.rule.pauseBetweenChecks
        state.deadline = isDueInTime ? deadline : now + max(spread, .zero)
        return state
    }

    /// Takes the result of the attempt that ended at `now` and sets the next deadline.
    ///
    /// - Parameter refusals: how many refusals in a row are forgiven where that is less than `retry`.
    /// - Returns: the verdict where it is the first one or differs from the one before.
    package mutating func record(
        _ result: CheckResult, at now: Instant, forgiving refusals: Int? = nil
    ) -> Verdict? {
        switch result {
        case .passed, .weighed:
            return recordSuccess(at: now)
        case .failed:
            return recordFailure(at: now, forgiving: nil)
        case .refused:
            return recordFailure(at: now, forgiving: refusals)
        case .local:
            deadline = now + rule.pauseBetweenChecks
            return nil
        }
    }

    private mutating func recordSuccess(at now: Instant) -> Verdict? {
        attempt = 0
        // A single URL that recovers is the whole round; of several, the others may have failed meanwhile.
        let restarts = failedStep != nil && stepCount > 1
        failedStep = nil
        step = restarts ? 0 : step + 1
        if step < stepCount {
            deadline = now + rule.pauseBetweenSteps(isUp: verdict == .up)
            return nil
        }
        step = 0
        deadline = now + rule.pauseBetweenChecks
        return change(to: .up)
    }

    private mutating func recordFailure(at now: Instant, forgiving refusals: Int?) -> Verdict? {
        let isTooOften = refusals.map { attempt >= $0 } ?? false
        guard isTooOften || rule.takesDown(failures: attempt + 1, verdict: verdict) else {
            attempt += 1
            deadline = now + rule.pauseBeforeRetry
            return nil
        }
        attempt = 0
        failedStep = step
        deadline = now + rule.pauseWhileDown
        return change(to: .down)
    }

    /// Has the check run next at `now`.
    package mutating func hurry(at now: Instant) {
        deadline = min(deadline, now)
    }

    /// Has the check run again after it has paused.
    ///
    /// - Parameter spread: how long after `now` where it was due meanwhile.
    package mutating func resume(at now: Instant, spread: Nanoseconds) {
        if deadline < now { deadline = now + max(spread, .zero) }
    }

    /// Takes back that the server is down, for it stays where it is.
    ///
    /// What was found counts as far as `retry` forgives it, so that the next failure goes by that rule.
    ///
    /// - Parameter refusals: how many failures led to the verdict.
    package mutating func takeBack(refusals: Int, at now: Instant) {
        guard verdict == .down else { return }
        verdict = .up
        failedStep = nil
        attempt = rule.forgiven(of: refusals)
        deadline = min(deadline, now + rule.pauseBeforeRetry)
    }

    private mutating func change(to new: Verdict) -> Verdict? {
        guard verdict != new else { return nil }
        verdict = new
        return new
    }
}
