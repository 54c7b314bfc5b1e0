/// That a virtual router follows a tracker, and what it makes of it.
package struct TrackingLine: Hashable, Sendable {
    package let key: TrackerKey
    /// Above zero: so much while it is good. Below: so much less while it is bad. Zero: FAULT while it is bad. A file's
    /// is the factor of its number.
    package let weight: Int
    /// The sign changes; with weight zero good and bad change places.
    package let isReversed: Bool

    package init(_ key: TrackerKey, weight: Int, isReversed: Bool = false) {
        self.key = key
        self.weight = weight
        self.isReversed = isReversed
    }

    /// What a tracker's finding does to the router.
    package enum Contribution: Hashable, Sendable {
        case nothing
        /// The router is held until there is a result.
        case undecided
        case adjustment(Int)
        /// With the reason as a phrase.
        case fault(String)
    }

    /// The range of a file's contribution; its lower end is FAULT.
    private static let fileRange = -254...253

    package func contribution(of finding: TrackerFinding) -> Contribution {
        switch finding {
        case .silent: .nothing
        // What could be a reason for FAULT is waited for. A service may be that of a daemon which runs VRRP alone.
        case .undecided: weight == 0 && key.kind != .virtualServer ? .undecided : .nothing
        case .good: contribution(isGood: true, "is good, and must not be")
        case .bad(let reason): contribution(isGood: false, reason)
        case .number(let number): contribution(of: number)
        }
    }

    private func contribution(isGood: Bool, _ reason: String) -> Contribution {
        guard weight != 0 else {
            return isGood == isReversed ? .fault("\(key) \(reason)") : .nothing
        }
        guard isGood == (weight > 0) else { return .nothing }
        return .adjustment(isReversed ? -weight : weight)
    }

    private func contribution(of number: Int64) -> Contribution {
        guard weight != 0 else {
            return (number == 0) == isReversed ? .fault("\(key) says \(number)") : .nothing
        }
        let factor = Int64(isReversed ? -weight : weight)
        let (product, overflow) = number.multipliedReportingOverflow(by: factor)
        let clamped: Int
        if overflow {
            clamped = (number < 0) == (factor < 0) ? Self.fileRange.upperBound : Self.fileRange.lowerBound
        } else {
            clamped = Int(min(max(product, Int64(Self.fileRange.lowerBound)), Int64(Self.fileRange.upperBound)))
        }
        if clamped == Self.fileRange.lowerBound { return .fault("\(key) says \(number)") }
        return clamped == 0 ? .nothing : .adjustment(clamped)
    }
}
