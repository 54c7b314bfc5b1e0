import Deadlines
import Testing
import VRRPEngine
import VRRPTransport

@Suite("Interfaces that must be down or up for a while")
struct InterfacePatienceTests {
    private let start = Instant(nanoseconds: 0)
    private let delays = [Samples.name("eth0"): InterfacePatience.Delays(down: .seconds(2), up: .seconds(5))]

    private func table(isUp: Bool) -> InterfaceTable { InterfaceTable(links: [Samples.link("eth0", isUp: isUp)]) }

    @Test("a router's own interface is no fault before it has been down as long as interface_up_down_delays says")
    func down() {
        var patience = InterfacePatience(delays)
        patience.note(table(isUp: true), at: start)
        patience.note(table(isUp: false), at: start + .seconds(10))
        #expect(table(isUp: false).faults(for: Samples.hosted()) == .interfaceDown)
        #expect(table(isUp: false).faults(for: Samples.hosted(), with: patience) == [])
        #expect(patience.deadline == start + .seconds(12))
        patience.note(table(isUp: false), at: start + .seconds(12))
        #expect(table(isUp: false).faults(for: Samples.hosted(), with: patience) == .interfaceDown)
        #expect(patience.deadline == nil)
        patience.note(table(isUp: true), at: start + .seconds(20))
        #expect(table(isUp: true).faults(for: Samples.hosted(), with: patience) == .interfaceDown)
        patience.note(table(isUp: true), at: start + .seconds(25))
        #expect(table(isUp: true).faults(for: Samples.hosted(), with: patience) == [])
    }

    @Test("how it is at first counts at once, and so does that it is gone")
    func atOnce() {
        var patience = InterfacePatience(delays)
        patience.note(table(isUp: false), at: start)
        #expect(table(isUp: false).faults(for: Samples.hosted(), with: patience) == .interfaceDown)
        let empty = InterfaceTable()
        patience.note(empty, at: start)
        #expect(empty.faults(for: Samples.hosted(), with: patience) == .interfaceMissing)
        patience.note(table(isUp: true), at: start)
        #expect(patience.deadline == start + .seconds(5))
    }
}
