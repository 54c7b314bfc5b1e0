import Deadlines

extension RandomNumberGenerator {
    /// Some time from zero up to, but not including, `limit`; zero where that is not positive.
    mutating func time(below limit: Nanoseconds) -> Nanoseconds {
        guard limit > .zero else { return .zero }
        return Nanoseconds(Int64(truncatingIfNeeded: next(upperBound: UInt64(limit.count.magnitude))))
    }
}
