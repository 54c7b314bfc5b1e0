import ControlMessages

/// How it stands with one load balancer.
struct LinkState: Hashable, Sendable {
    enum Reach: String, Hashable, Sendable {
        /// Nothing was heard yet.
        case connecting
        /// Its stream tells of changes.
        case watching
        /// It answers, and has no stream for us.
        case polling
        case unreachable
    }

    /// Whether it answered last; nil before the first outcome.
    var answers: Bool?
    var isWatching = false
    var lastAnswer: Timestamp?
    /// Why it gave no answer.
    var refusal: String?
    /// Why it has no stream.
    var streamFailure: String?

    var reach: Reach {
        switch answers {
        case nil: .connecting
        case true?: isWatching ? .watching : .polling
        case false?: .unreachable
        }
    }

    /// What is wrong with it now.
    var failure: String? { refusal ?? (isWatching ? nil : streamFailure) }
}
