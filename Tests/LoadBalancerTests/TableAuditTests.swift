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

    @Test("a weight that is lower than what we wrote stays, a higher one does not")
    func weights() {
        let wanted = [entry([first: 5, second: 5])]
        let audit = TableAudit(
            of: wanted, against: Table([entry([first: 0, second: 9])]), written: Table(wanted))
        #expect(audit.overrides == [key: [first: 0]])
        #expect(audit.strays.isEmpty)
    }

    @Test("a low weight that we wrote ourselves, or know nothing of, is nobody's override")
    func ownWeight() {
        let wanted = [entry([first: 5])]
        let kernel = Table([entry([first: 1])])
        #expect(TableAudit(of: wanted, against: kernel, written: Table([entry([first: 1])])).overrides.isEmpty)
        #expect(TableAudit(of: wanted, against: kernel).overrides.isEmpty)
    }

    @Test("an override stays as long as its weight is there, and follows when somebody lowers it further")
    func standing() {
        let wanted = [entry([first: 5])]
        func found(_ weight: UInt32) -> TableAudit.Overrides {
            TableAudit(
                of: wanted, against: Table([entry([first: weight])]), written: Table([entry([first: 2])]),
                standing: [key: [first: 2]]
            ).overrides
        }
        #expect(found(2) == [key: [first: 2]])
        #expect(found(1) == [key: [first: 1]])
        #expect(found(5).isEmpty)
    }

    @Test("an override that a predecessor knew is one still where its weight is still there")
    func remembered() {
        let wanted = [entry([first: 5])]
        let standing = [key: [first: UInt32(2)]]
        #expect(TableAudit(of: wanted, against: Table([entry([first: 2])]), standing: standing).overrides == standing)
        #expect(TableAudit(of: wanted, against: Table([entry([first: 3])]), standing: standing).overrides.isEmpty)
    }

    @Test("real servers that are not wanted under our services are strays, under others they are not seen")
    func strays() throws {
        let other = ServiceKey.firewallMark(1, .ipv4)
        let kernel = Table([
            entry([first: 5, second: 1]),
            TableEntry(
                VirtualService(other, scheduler: .roundRobin),
                realServers: [IPVSKit.RealServer(first, method: .nat)]),
        ])
        let audit = TableAudit(of: [entry([first: 5])], against: kernel)
        #expect(audit.strays == [key: [IPVSKit.RealServer(second, method: .nat, weight: 1)]])
    }

    @Test("an override never lifts a weight")
    func neverLifts() {
        #expect(entry([first: 1]).overridden(by: [first: 7]) == entry([first: 1]))
        #expect(entry([first: 1]).overridden(by: nil) == entry([first: 1]))
    }
}
