package import Deadlines

/// A check as it stands.
package struct CheckSnapshot: Hashable, Sendable {
    /// What is known about the server from this check alone.
    package enum State: String, Hashable, Sendable, CaseIterable {
        case up
        case down
        /// No result yet.
        case unknown

        package init(_ verdict: Verdict?) {
            switch verdict {
            case .up: self = .up
            case .down: self = .down
            case nil: self = .unknown
            }
        }
    }

    /// The latest attempt that ended.
    package struct LastResult: Hashable, Sendable {
        /// When it ended.
        package let at: Instant
        package let duration: Nanoseconds
        /// `connected`, `connection refused`, `status 503, expected 200-299`; for an attempt that could not be made
        /// why not, and from the second one on how many in a row.
        package let text: String

        package init(at: Instant, duration: Nanoseconds, text: String) {
            self.at = at
            self.duration = duration
            self.text = text
        }
    }

    /// The connection that is kept beside a check.
    package enum Kept: String, Hashable, Sendable, CaseIterable {
        case open
        /// None at the moment.
        case closed
        /// The server does not keep idle connections.
        case leftInPeace

        package init(_ connection: KeptConnection) {
            self = connection.isOpen ? .open : connection.isLeftInPeace ? .leftInPeace : .closed
        }
    }

    package let specification: CheckSpecification
    package let state: State
    package let lastResult: LastResult?
    /// Failures in a row that `retry` has forgiven so far.
    package let attempt: Int
    /// When the next attempt starts, nil while one runs.
    package let nextRun: Instant?
    /// Nil where none is to be kept.
    package let kept: Kept?

    package init(
        specification: CheckSpecification, state: State, lastResult: LastResult?, attempt: Int, nextRun: Instant?,
        kept: Kept? = nil
    ) {
        self.specification = specification
        self.state = state
        self.lastResult = lastResult
        self.attempt = attempt
        self.nextRun = nextRun
        self.kept = kept
    }
}
