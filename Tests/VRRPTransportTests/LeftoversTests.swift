import Deadlines
import Testing
import VRRPTransport

@Suite("What a crashed predecessor left")
struct LeftoversTests {
    private let start = Samples.start

    @Test("a first refresh is late when more than half of the lifetime is over, and not before")
    func late() {
        // Crashed just before a refresh was due: a third of 12 s is over.
        let leftovers = Leftovers(since: start, remaining: 8)
        #expect(leftovers.remainder(at: start, ifLateFor: 12) == nil)
        #expect(leftovers.remainder(at: start + .seconds(2), ifLateFor: 12) == nil)
        #expect(leftovers.remainder(at: start + .milliseconds(2_001), ifLateFor: 12) == .milliseconds(5_999))
        #expect(leftovers.remainder(at: start + .seconds(9), ifLateFor: 12) == .zero)
        // Another lifetime has another half.
        #expect(leftovers.remainder(at: start, ifLateFor: 17) == .seconds(8))
        #expect(leftovers.remainder(at: start, ifLateFor: 16) == nil)
    }
}
