import Deadlines
import Testing

@Suite("Lengths of time")
struct NanosecondsTests {
    @Test("a length is written in seconds with the decimals it needs")
    func description() {
        #expect(Nanoseconds.seconds(1).description == "1 s")
        #expect(Nanoseconds.centiseconds(1).description == "0.01 s")
        #expect(Nanoseconds(3_609_375_000).description == "3.609375 s")
        #expect(Nanoseconds(-1).description == "-0.000000001 s")
        #expect(Nanoseconds.zero.description == "0 s")
    }

    @Test("arithmetic that does not fit is held at the ends and never traps")
    func saturates() {
        let largest = Nanoseconds(.max)
        let smallest = Nanoseconds(.min)
        #expect(largest + .seconds(1) == largest)
        #expect(smallest - .seconds(1) == smallest)
        #expect(largest * 2 == largest)
        #expect(largest * -2 == smallest)
        #expect(smallest * -1 == largest)
        #expect(smallest / -1 == largest)
        #expect(largest / 0 == largest)
        #expect(Nanoseconds.seconds(.max) == largest)
        #expect(Instant(nanoseconds: .max) + .seconds(1) == .distantFuture)
        #expect(Instant(nanoseconds: .max) - Instant(nanoseconds: .min) == largest)
        #expect(Instant(nanoseconds: .min) - Instant(nanoseconds: .max) == smallest)
    }

    @Test("one seed gives one sequence")
    func seededGenerator() {
        var first = SeededGenerator(seed: 7)
        var second = SeededGenerator(seed: 7)
        let numbers = (0..<5).map { _ in first.next() }
        #expect(numbers == (0..<5).map { _ in second.next() })
        #expect(numbers[0] == 0x63CB_E1E4_5932_0DD7)
    }

    @Test("a stable hash separates its pieces")
    func stableHash() {
        func hash(_ pieces: String...) -> UInt64 {
            var hash = StableHash()
            for piece in pieces { hash.combine(piece) }
            return hash.value
        }
        #expect(hash("ab", "c") != hash("a", "bc"))
        #expect(hash("ab", "c") == hash("ab", "c"))
    }
}
