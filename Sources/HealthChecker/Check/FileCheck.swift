/// What a `FILE_CHECK` makes of the number in a file.
package struct FileCheck: Hashable, Sendable {
    /// A sum from here on down is a failure.
    package static let lowest = -2_147_483_648

    /// The name of its `track_file`.
    package let name: String
    /// The factor of the number; 0: the number alone decides whether the server is up.
    package let weight: Int
    package let isReversed: Bool

    package init(name: String, weight: Int, isReversed: Bool = false) {
        self.name = name
        self.weight = weight
        self.isReversed = isReversed
    }

    /// What a number says about the server.
    ///
    /// Without a weight any number but 0 fails, reversed 0 does. With one the product is added to the server's weight,
    /// reversed taken off it; a product that no weight can make good fails.
    package func result(of number: Int64) -> CheckResult {
        guard weight != 0 else {
            let fails = (number != 0) != isReversed
            return fails ? .failed("the file holds \(number)") : .passed("the file holds \(number)")
        }
        let factor = Int64(isReversed ? -weight : weight)
        let (product, overflow) = number.multipliedReportingOverflow(by: factor)
        let isNegative = (number < 0) != (factor < 0)
        let sum = overflow ? (isNegative ? Self.lowest : DynamicWeight.largest) : Int(clamping: product)
        guard sum > Self.lowest else { return .failed("the file holds \(number)") }
        return .weighed("the file holds \(number)", .added(min(sum, DynamicWeight.largest)))
    }
}
