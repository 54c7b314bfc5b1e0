import Deadlines
import Testing
import VRRPEngine
import VRRPTransport

@Suite struct RouterCountersTests {
    @Test("VR-40: every reason to discard has its own counter, in a fixed order")
    func discards() {
        var counters = RouterCounters()
        for reason in DiscardReason.allCases { counters.discards.count(reason) }
        counters.discards.count(.checksum)
        #expect(counters.discarded.map(\.0) == DiscardReason.allCases)
        #expect(counters.discarded.allSatisfy { $0.1 == ($0.0 == .checksum ? 2 : 1) })
    }
}
