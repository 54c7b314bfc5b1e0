import Bytes
import Testing

@Suite("Comparing bytes")
struct SpanEqualTests {
    private func areEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool { left.span.isEqual(to: right.span) }

    @Test("a difference is found wherever it is", arguments: [0, 1, 7, 63, 64, 65, 127, 128, 200])
    func differences(count: Int) {
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        #expect(areEqual(bytes, Array(bytes)))
        for index in bytes.indices {
            var other = bytes
            other[index] ^= 0x40
            #expect(!areEqual(bytes, other))
        }
        #expect(!areEqual(bytes, bytes + [0]))
    }
}
