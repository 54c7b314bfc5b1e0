package import Deadlines

/// How many failures a check forgives and how long it waits for its next attempt.
package struct RetryRule: Hashable, Sendable {
    /// No check runs more often than this, whatever is configured.
    package static let shortestPause = Nanoseconds.milliseconds(1)

    private let timing: CheckTiming
    private let kind: CheckKind

    package init(_ timing: CheckTiming, for kind: CheckKind) {
        self.timing = timing
        self.kind = kind
    }

    /// Whether this many failures in a row take the server down.
    ///
    /// A check that was up goes down on failure number `retry` + 1. Before the first success one failure is enough:
    /// a server that was never seen alive is not given the benefit of the doubt.
    package func takesDown(failures: Int, verdict: Verdict?) -> Bool {
        switch verdict {
        // What a file says is not said again.
        case .up: failures > (kind.isScheduled ? max(timing.retry, 0) : 0)
        case .down, nil: failures > 0
        }
    }

    /// How many of so many failures in a row a server that was up is forgiven.
    package func forgiven(of failures: Int) -> Int {
        min(failures, max(timing.retry, 0))
    }

    /// The pause after a step that passed, and after an attempt that could not be made.
    package var pauseBetweenChecks: Nanoseconds {
        max(timing.delayLoop, Self.shortestPause)
    }

    /// The pause after a failure that was forgiven.
    package var pauseBeforeRetry: Nanoseconds {
        max(timing.delayBeforeRetry, Self.shortestPause)
    }

    /// The pause after a failure of a server that is down: `delay_loop`, for HTTP not less than `delay_before_retry`.
    package var pauseWhileDown: Nanoseconds {
        switch kind {
        case .tcp, .smtp, .dns, .udp, .ping, .script, .file: pauseBetweenChecks
        case .http: max(pauseBetweenChecks, pauseBeforeRetry)
        }
    }

    /// The pause before the next URL of a round that is not complete; `isUp` tells whether the server is known to be
    /// up.
    package func pauseBetweenSteps(isUp: Bool) -> Nanoseconds {
        if !isUp, case .http(let check) = kind, check.fastRecovery { return .zero }
        return pauseBetweenChecks
    }
}
