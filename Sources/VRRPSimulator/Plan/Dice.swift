import Deadlines

/// Chance in whole numbers: the same seed and stream give the same throws on every machine, whatever the standard
/// library's own algorithms do.
struct Dice: Sendable {
    private var generator: SeededGenerator

    /// Streams of one seed are independent of each other, so that one more throw for one link moves nothing elsewhere.
    init(seed: UInt64, stream: UInt64) {
        var mixer = SeededGenerator(seed: seed)
        var second = SeededGenerator(seed: mixer.next() ^ stream &* 0xD6E8_FEB8_6659_FD93)
        generator = SeededGenerator(seed: second.next())
    }

    /// A number from 0 up to, not including, `bound`.
    mutating func below(_ bound: Int) -> Int {
        guard bound > 1 else { return 0 }
        return Int(truncatingIfNeeded: generator.next().multipliedFullWidth(by: UInt64(bound)).high)
    }

    mutating func within(_ range: ClosedRange<Int>) -> Int {
        range.lowerBound + below(range.upperBound - range.lowerBound + 1)
    }

    mutating func within(_ range: ClosedRange<Nanoseconds>) -> Nanoseconds {
        let width = range.upperBound - range.lowerBound
        return range.lowerBound + Nanoseconds(Int64(below(Int(width.count) + 1)))
    }

    /// True in so many of a thousand throws.
    mutating func chance(_ perMille: Int) -> Bool {
        perMille > 0 && below(1_000) < perMille
    }

    mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[below(elements.count)]
    }
}
