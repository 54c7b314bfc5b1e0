/// Whether a virtual service has enough weight in service (`quorum`, `hysteresis`).
///
/// With S as the sum of the weights of the servers that are up: the quorum is lost when S is 0 or less than
/// quorum − hysteresis, and regained when S is quorum + hysteresis or more.
package struct Quorum: Hashable, Sendable {
    /// What was cut from the configured numbers, or cannot work with them.
    package enum Adjustment: Hashable, Sendable {
        /// The quorum was larger than all weights together.
        case quorumCut(from: Int, to: Int)
        /// The hysteresis was not less than the quorum.
        case hysteresisCut(from: Int, to: Int)
        /// quorum + hysteresis is larger than all weights together: once lost, the quorum stays lost.
        case neverRegained(needed: Int, weights: Int)
    }

    /// What is needed, after cutting: at least 1.
    package let quorum: Int
    /// Less than the quorum.
    package let hysteresis: Int
    /// In the order in which they were found.
    package let adjustments: [Adjustment]
    /// The weight in service.
    package private(set) var have: Int
    package private(set) var isUp: Bool

    /// - Parameters:
    ///   - quorum: as configured; less than 1 counts as 1.
    ///   - hysteresis: as configured; less than 0 counts as 0.
    ///   - configuredWeights: of all the service's servers, up or not. They limit the quorum; weights that change
    ///     while the service runs do not.
    ///   - inService: the weights of the servers that are up at the start.
    ///   - wasUp: whether the service had its quorum before a reload, so that a sum within the hysteresis changes
    ///     nothing; nil for a service that is new, which needs quorum + hysteresis as one that has lost it.
    package init(quorum: Int, hysteresis: Int, configuredWeights: [Int], inService: [Int], wasUp: Bool? = nil) {
        var adjustments: [Adjustment] = []
        let weights = Self.sum(configuredWeights)
        var needed = max(quorum, 1)
        // A service whose weights are all 0 keeps a quorum of 1, which it does not reach.
        let most = max(weights, 1)
        if needed > most {
            adjustments.append(.quorumCut(from: needed, to: most))
            needed = most
        }
        var margin = max(hysteresis, 0)
        if margin >= needed {
            adjustments.append(.hysteresisCut(from: margin, to: needed - 1))
            margin = needed - 1
        }
        let regainedAt = Self.sum([needed, margin])
        if regainedAt > weights {
            adjustments.append(.neverRegained(needed: regainedAt, weights: weights))
        }
        self.quorum = needed
        self.hysteresis = margin
        self.adjustments = adjustments
        have = 0
        isUp = wasUp ?? false
        _ = update(inService: inService)
    }

    /// Takes the weights of the servers that are up now. Returns the new state where it changed.
    package mutating func update(inService weights: [Int]) -> Bool? {
        have = Self.sum(weights)
        // The hysteresis is less than the quorum, so a sum of 0 always loses it.
        let now = have >= (isUp ? quorum - hysteresis : Self.sum([quorum, hysteresis]))
        guard now != isUp else { return nil }
        isUp = now
        return now
    }

    /// Whether so much in service would be too little: less than the quorum needs, and less than there is.
    package func wouldSuffer(withInService weights: [Int]) -> Bool {
        let left = Self.sum(weights)
        return left < have && left < max(quorum - hysteresis, 1)
    }

    /// The sum of the weights, negative ones as 0, held at the largest number.
    private static func sum(_ weights: [Int]) -> Int {
        weights.reduce(0) { sum, weight in
            let (next, overflow) = sum.addingReportingOverflow(max(weight, 0))
            return overflow ? .max : next
        }
    }
}

extension Quorum.Adjustment: CustomStringConvertible {
    package var description: String {
        switch self {
        case .quorumCut(let from, let to):
            "quorum \(from) is more than all weights together; \(to) is used"
        case .hysteresisCut(let from, let to):
            "hysteresis \(from) is not less than the quorum; \(to) is used"
        case .neverRegained(let needed, let weights):
            "quorum and hysteresis together need a weight of \(needed), and all servers together have \(weights)"
        }
    }
}
