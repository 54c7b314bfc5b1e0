package import Deadlines

/// Something that is good or bad, believed only when it has been so for a while; what is known first counts at once.
package struct DelayedSignal: Hashable, Sendable {
    /// What counts; nil before anything is known.
    package private(set) var value: Bool?
    private var change: (to: Bool, due: Instant)?

    /// - Parameter value: what counts already.
    package init(_ value: Bool? = nil) {
        self.value = value
    }

    /// When a change would count; nil where none is under way.
    package var deadline: Instant? { change?.due }

    /// Notes what is the case now.
    ///
    /// - Parameter delay: how long it must stay so before it counts.
    /// - Returns: whether `value` changed.
    package mutating func note(_ isGood: Bool, after delay: Nanoseconds, at now: Instant) -> Bool {
        guard value != nil, delay > .zero else { return set(isGood) }
        guard isGood != value else {
            change = nil
            return false
        }
        if change == nil { change = (isGood, now + delay) }
        return settle(at: now)
    }

    /// Lets a change count whose time has come. Returns whether `value` changed.
    package mutating func settle(at now: Instant) -> Bool {
        guard let change, change.due <= now else { return false }
        return set(change.to)
    }

    private mutating func set(_ isGood: Bool) -> Bool {
        change = nil
        guard value != isGood else { return false }
        value = isGood
        return true
    }

    package static func == (left: DelayedSignal, right: DelayedSignal) -> Bool {
        left.value == right.value && left.change?.to == right.change?.to && left.change?.due == right.change?.due
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(value)
        hasher.combine(change?.due)
    }
}
