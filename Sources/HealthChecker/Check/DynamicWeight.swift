/// What a check says about its server's weight.
package enum DynamicWeight: Hashable, Sendable {
    /// The weight that the server is to have. Beside others what it differs by from the configured one is added.
    case total(Int)
    /// Added to the configured weight.
    case added(Int)

    /// The largest weight that IPVS takes.
    package static let largest = 2_147_483_647

    /// What is added to a configured weight.
    package func difference(from configured: Int) -> Int {
        switch self {
        case .total(let weight): weight - configured
        case .added(let weight): weight
        }
    }

    /// A configured weight with everything that checks say about it, within what IPVS takes.
    package static func sum(_ configured: Int, _ weights: some Sequence<DynamicWeight>) -> Int {
        let sum = weights.reduce(configured) { sum, weight in
            // Far outside of what IPVS takes one more check changes nothing.
            min(max(sum + weight.difference(from: configured), -(1 << 48)), 1 << 48)
        }
        return min(max(sum, 0), largest)
    }
}
