/// What a real server's checks say together: it is up when none of them has failed.
package struct ServerHealth: Hashable, Sendable {
    /// The words of the control API.
    package enum State: String, Hashable, Sendable, CaseIterable {
        case up
        case down
        /// At least one check has no result yet, and none has failed.
        case unknown
        /// The server has no checks.
        case none
    }

    /// One check's part.
    package struct Part: Hashable, Sendable {
        /// nil before the first result.
        package let verdict: Verdict?
        /// Whether the server counts as down until this check's first success.
        package let alpha: Bool
        package let reason: String
        /// What the check says about the server's weight; nil: nothing.
        package let weight: DynamicWeight?

        package init(verdict: Verdict?, alpha: Bool, reason: String, weight: DynamicWeight? = nil) {
            self.verdict = verdict
            self.alpha = alpha
            self.reason = reason
            self.weight = weight
        }
    }

    package let state: State
    /// Whether the server belongs into the pool. A check without a result keeps it out only with `alpha`; a server
    /// without checks is always in.
    package let isInService: Bool
    /// Why, in the words of the first check that decides; empty for a server without checks.
    package let reason: String

    /// - Parameter parts: in the order of the checks.
    package init(_ parts: [Part]) {
        guard let first = parts.first else {
            self = ServerHealth(state: .none, isInService: true, reason: "")
            return
        }
        if let failed = parts.first(where: { $0.verdict == .down }) {
            self = ServerHealth(state: .down, isInService: false, reason: failed.reason)
        } else if let waiting = parts.first(where: { $0.verdict == nil && $0.alpha }) {
            self = ServerHealth(state: .unknown, isInService: false, reason: waiting.reason)
        } else if let waiting = parts.first(where: { $0.verdict == nil }) {
            self = ServerHealth(state: .unknown, isInService: true, reason: waiting.reason)
        } else {
            self = ServerHealth(state: .up, isInService: true, reason: first.reason)
        }
    }

    private init(state: State, isInService: Bool, reason: String) {
        self.state = state
        self.isInService = isInService
        self.reason = reason
    }
}
