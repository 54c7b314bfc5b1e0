package import Deadlines

/// A check's first verdict, or a change of it or of the weight that goes with it.
package struct CheckNotice: Hashable, Sendable {
    package let key: CheckKey
    package let verdict: Verdict
    package let reason: String
    /// What was asked (`CheckSpecification.question`): after a reload the key may be another check's. Nil: what the key
    /// says.
    package let question: Int?
    /// What the check says about the server's weight; nil: nothing.
    package let weight: DynamicWeight?
    /// When the verdict fell; a notice that is told again keeps it.
    package let at: Instant
    /// Whether the server went down because its kept connection ended: sooner than its checks would have said so, and
    /// only with the service's consent.
    package let isFast: Bool

    package init(
        key: CheckKey, verdict: Verdict, reason: String, question: Int? = nil, weight: DynamicWeight? = nil,
        at: Instant, isFast: Bool = false
    ) {
        self.key = key
        self.question = question
        self.verdict = verdict
        self.reason = reason
        self.weight = weight
        self.at = at
        self.isFast = isFast
    }

    /// The same in the words of another place among the server's checks.
    package func moved(to key: CheckKey) -> CheckNotice {
        CheckNotice(
            key: key, verdict: verdict, reason: reason, question: question, weight: weight, at: at, isFast: isFast)
    }

    /// The same as a removal that nobody is asked for again.
    package var granted: CheckNotice {
        CheckNotice(key: key, verdict: verdict, reason: reason, question: question, weight: weight, at: at)
    }
}
