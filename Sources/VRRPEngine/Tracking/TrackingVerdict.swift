/// What everything that is tracked says about a virtual router now.
public struct TrackingVerdict: Hashable, Sendable, Codable {
    /// What is added to the configured priority; the owner's does not change.
    public var adjustments: [PriorityAdjustment]
    /// What keeps the router in FAULT, as phrases: `track_script chk failed`. Empty for nothing.
    public var faults: [String]
    /// Whether something without a weight has not had its first result: it holds a router that was not started in INIT.
    public var isUndecided: Bool

    public init(adjustments: [PriorityAdjustment] = [], faults: [String] = [], isUndecided: Bool = false) {
        self.adjustments = adjustments
        self.faults = faults
        self.isUndecided = isUndecided
    }

    /// Nothing is tracked, or nothing is to be said.
    public static let clear = TrackingVerdict()

    /// A configured priority with the adjustments, held within 1 to 254; the owner's stays.
    public func effectivePriority(of configured: UInt8) -> UInt8 {
        guard configured != RouterSettings.ownerPriority else { return configured }
        let sum = adjustments.reduce(Int(configured)) { sum, adjustment in
            let (next, overflow) = sum.addingReportingOverflow(adjustment.weight)
            return overflow ? (adjustment.weight > 0 ? .max : .min) : next
        }
        return UInt8(min(max(sum, 1), 254))
    }
}

/// What one tracked thing adds to the priority now.
public struct PriorityAdjustment: Hashable, Sendable, Codable {
    /// The thing, as in `track_script chk`.
    public var cause: String
    /// 0 where it adds nothing now.
    public var weight: Int

    public init(cause: String, weight: Int) {
        self.cause = cause
        self.weight = weight
    }
}

extension PriorityAdjustment: CustomStringConvertible {
    /// `track_script chk -20`.
    public var description: String { "\(cause) \(weight < 0 ? "" : "+")\(weight)" }
}
