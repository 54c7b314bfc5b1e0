/// Times that were measured again and again.
struct Samples {
    private let sorted: [Double]

    init(_ times: [Double]) {
        sorted = times.sorted()
    }

    var median: Double? { percentile(50) }

    /// The smallest one that so many percent are not above.
    func percentile(_ percent: Int) -> Double? {
        guard !sorted.isEmpty else { return nil }
        return sorted[max((sorted.count * percent + 99) / 100, 1) - 1]
    }
}
