/// Bounds for a figure; what is nil is no bound.
package struct Goal: Hashable, Sendable, Codable {
    /// Of our figure divided by the one it is compared with: 1.5 for half as much again, 0.1 for ten times faster.
    package let ratio: Double?
    /// Of our figure itself, in its unit.
    package let value: Double?
    /// What our figure is to reach at least, in its unit.
    package let least: Double?

    package init(ratio: Double? = nil, value: Double? = nil, least: Double? = nil) {
        self.ratio = ratio
        self.value = value
        self.least = least
    }

    /// Whether a figure keeps all bounds; nil where one of them cannot be judged.
    package func isMet(by value: Double?, ratio: Double?) -> Bool? {
        var isJudged = false
        if let least {
            guard let value else { return nil }
            guard value >= least else { return false }
            isJudged = true
        }
        for (bound, found) in [(self.value, value), (self.ratio, ratio)] {
            guard let bound else { continue }
            guard let found else { return nil }
            guard found <= bound else { return false }
            isJudged = true
        }
        return isJudged ? true : nil
    }
}
