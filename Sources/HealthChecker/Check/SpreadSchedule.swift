package import Deadlines

/// Spreads first attempts over their warm-up, so that thousands of checks that start together do not run together.
///
/// A check's place depends on the seed and its key alone, not on the order of the checks: a reload that adds one moves
/// no other.
package struct SpreadSchedule: Hashable, Sendable {
    private let seed: UInt64

    /// - Parameter seed: differs from node to node, so that two nodes do not check the same server at the same instant.
    package init(seed: UInt64) {
        self.seed = seed
    }

    /// How far into `warmup` the first attempt of `key` lies: 0 up to, not including, `warmup`.
    package func spread(of key: CheckKey, over warmup: Nanoseconds) -> Nanoseconds {
        guard warmup > .zero else { return .zero }
        var hash = StableHash()
        hash.combine(seed)
        hash.combine(key.service)
        hash.combine(key.realServer)
        hash.combine(UInt64(bitPattern: Int64(key.ordinal)))
        var generator = SeededGenerator(seed: hash.value)
        let scaled = generator.next().multipliedFullWidth(by: warmup.count.magnitude).high
        return Nanoseconds(Int64(clamping: scaled))
    }
}
