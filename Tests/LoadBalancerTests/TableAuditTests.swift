import Addresses
import IPVSKit
import LoadBalancer
import Testing

@Suite("The audit of the kernel's table")
struct TableAuditTests {
    private let key: ServiceKey
    private let first: RealServerKey
    private let second: RealServerKey

    init() throws {
        key = .address(.tcp, try #require(Endpoint("192.0.2.1:80")))
        first = RealServerKey(try #require(IPAddress("10.0.0.1")), port: 80)
        second = RealServerKey(try #require(IPAddress("10.0.0.2")), port: 80)
    }

    private func entry(_ weights: [RealServerKey: UInt32], method: ForwardingMethod = .nat) -> TableEntry {
        TableEntry(
            VirtualService(key, scheduler: .roundRobin),
            realServers: weights.map { IPVSKit.RealServer($0.key, method: method, weight: $0.value) })
    }

    @Test("a lower weight set by hand stays, a higher one does not")
    func weights() {
        let wanted = [entry([first: 5, second: 5])]
        let audit = TableAudit(of: wanted, against: Table([entry([first: 0, second: 9])]))
        #expect(audit.overrides == [key: [first: 0]])
        #expect(audit.target == [entry([first: 0, second: 5])])
    }

    @Test("what was deleted comes back, and what was added under our service goes")
    func deletedAndAdded() throws {
        let wanted = [entry([first: 5])]
        #expect(TableAudit(of: wanted, against: Table()).target == wanted)
        let kernel = Table([entry([second: 1])])
        let audit = TableAudit(of: wanted, against: kernel)
        #expect(audit.overrides.isEmpty)
        #expect(
            TableDiff.plan(from: kernel, to: Table(audit.target)) { _ in false }.steps.map(\.description) == [
                "add 10.0.0.1:80 to TCP 192.0.2.1:80", "remove 10.0.0.2:80 from TCP 192.0.2.1:80",
            ])
    }

    @Test("a changed method is put right, and the lower weight beside it stays")
    func method() {
        let audit = TableAudit(of: [entry([first: 5])], against: Table([entry([first: 2], method: .direct)]))
        #expect(audit.target == [entry([first: 2])])
    }

    @Test("an override never lifts a weight")
    func neverLifts() {
        #expect(entry([first: 1]).overridden(by: [first: 7]) == entry([first: 1]))
        #expect(entry([first: 1]).overridden(by: nil) == entry([first: 1]))
    }
}
