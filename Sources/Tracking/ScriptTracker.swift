/// Whether a script counts as good: results in a row decide, the first one at once.
package struct ScriptTracker: Hashable, Sendable {
    private let rise: Int
    private let fall: Int
    /// Nil before the first result.
    package private(set) var isGood: Bool?
    /// How many results in a row say otherwise.
    private var against = 0

    /// - Parameters:
    ///   - rise: how many good results in a row make it good, at least 1.
    ///   - fall: how many bad results in a row make it bad, at least 1.
    package init(rise: Int, fall: Int) {
        self.rise = rise
        self.fall = fall
    }

    /// Takes a result in. Returns whether the script now counts as something else than before.
    package mutating func record(_ isGoodNow: Bool) -> Bool {
        guard let isGood else {
            self.isGood = isGoodNow
            return true
        }
        guard isGoodNow != isGood else {
            against = 0
            return false
        }
        against += 1
        guard against >= (isGoodNow ? rise : fall) else { return false }
        against = 0
        self.isGood = isGoodNow
        return true
    }

    /// The same script with other numbers: what it counts as stays.
    package func with(rise: Int, fall: Int) -> ScriptTracker {
        var tracker = ScriptTracker(rise: rise, fall: fall)
        tracker.isGood = isGood
        return tracker
    }
}
