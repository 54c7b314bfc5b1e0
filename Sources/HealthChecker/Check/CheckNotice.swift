package import Deadlines

/// A check's first verdict, or a change of it.
package struct CheckNotice: Hashable, Sendable {
    package let key: CheckKey
    package let verdict: Verdict
    package let reason: String
    /// When the verdict fell; a notice that is told again keeps it.
    package let at: Instant
    /// Whether the server went down because its kept connection ended: sooner than its checks would have said so, and
    /// only with the service's consent.
    package let isFast: Bool

    package init(key: CheckKey, verdict: Verdict, reason: String, at: Instant, isFast: Bool = false) {
        self.key = key
        self.verdict = verdict
        self.reason = reason
        self.at = at
        self.isFast = isFast
    }
}
