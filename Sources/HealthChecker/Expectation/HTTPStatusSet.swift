/// The HTTP status codes that count as healthy (`status_code`): sorted ranges within 100...599 that do not touch.
package struct HTTPStatusSet: Hashable, Sendable {
    /// What HTTP can answer.
    package static let possible = 100...599
    /// 200-299, keepalived's default.
    package static let success = HTTPStatusSet([200...299])

    package let ranges: [ClosedRange<Int>]

    /// Joins ranges in any order; what lies outside of 100...599 is left out.
    package init(_ ranges: [ClosedRange<Int>]) {
        var joined: [ClosedRange<Int>] = []
        for range in ranges.sorted(by: { ($0.lowerBound, $0.upperBound) < ($1.lowerBound, $1.upperBound) })
        where range.overlaps(Self.possible) {
            let range = range.clamped(to: Self.possible)
            if let last = joined.last, range.lowerBound <= last.upperBound + 1 {
                joined[joined.count - 1] = last.lowerBound...max(last.upperBound, range.upperBound)
            } else {
                joined.append(range)
            }
        }
        self.ranges = joined
    }

    package func contains(_ status: Int) -> Bool {
        ranges.contains { $0.contains(status) }
    }
}

extension HTTPStatusSet: CustomStringConvertible {
    /// `200-299, 304`; `none` where nothing counts as healthy.
    package var description: String {
        guard !ranges.isEmpty else { return "none" }
        return ranges.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)" }
            .joined(separator: ", ")
    }
}
