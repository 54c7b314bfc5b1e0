import Addresses
import Deadlines
import IPVSKit
import LoadBalancer
import Testing

@Suite("Real servers on their way out")
struct DrainLedgerTests {
    private let service = ServiceKey.firewallMark(1, .ipv4)
    private let server: IPVSKit.RealServer
    private let deadline = Instant.zero + .seconds(60)

    init() throws {
        let address = try #require(IPAddress("10.0.0.1"))
        server = IPVSKit.RealServer(RealServerKey(address, port: 80), method: .nat, weight: 5)
    }

    private func ledger() -> DrainLedger {
        var ledger = DrainLedger()
        let isNew = ledger.begin(server, of: service, until: deadline)
        #expect(isNew)
        return ledger
    }

    /// Looks once; `held` is what the kernel says of every server.
    private func look(_ ledger: inout DrainLedger, at now: Instant, _ held: DrainLedger.Held?) -> [DrainLedger.End] {
        ledger.look(at: now) { _, _ in held }
    }

    private func held(_ connections: UInt64, _ templates: UInt64 = 0) -> DrainLedger.Held {
        DrainLedger.Held(connections: connections, templates: templates)
    }

    @Test("a server that drains stays with weight 0 and everything else it had")
    func weightZero() {
        var quiet = server
        quiet.weight = 0
        #expect(ledger().drains(of: service).map(\.server) == [quiet])
    }

    @Test("it stays while connections or templates hold it, and ends when nothing does")
    func ends() {
        var ledger = ledger()
        var ends = look(&ledger, at: .zero, held(3))
        #expect(ends.isEmpty)
        #expect(ledger.drains(of: service).first?.held == held(3))
        ends = look(&ledger, at: .zero, held(0, 2))
        #expect(ends.isEmpty)
        ends = look(&ledger, at: .zero, held(0))
        #expect(ends == [.init(service: service, server: server.key, cut: nil)])
        #expect(ledger.isEmpty)
    }

    @Test("at its deadline it ends with what it cuts off, and not a moment before")
    func deadlineCuts() {
        var ledger = ledger()
        var ends = look(&ledger, at: .zero + .milliseconds(59_999), held(1))
        #expect(ends.isEmpty)
        ends = look(&ledger, at: deadline, held(1))
        #expect(ends == [.init(service: service, server: server.key, cut: held(1))])
    }

    @Test("one that the kernel does not have any more has ended")
    func gone() {
        var ledger = ledger()
        let ends = look(&ledger, at: .zero, nil)
        #expect(ends == [.init(service: service, server: server.key, cut: nil)])
    }

    @Test("a second beginning changes no deadline")
    func beginsOnce() {
        var ledger = ledger()
        let isNew = ledger.begin(server, of: service, until: deadline + .seconds(60))
        #expect(!isNew)
        #expect(ledger.drains(of: service).map(\.deadline) == [deadline])
    }

    @Test("a server that is wanted again is forgotten")
    func forgets() {
        var ledger = ledger()
        ledger.forget(of: service) { _ in false }
        #expect(!ledger.isEmpty)
        ledger.forget(of: service) { $0 == server.key }
        #expect(ledger.isEmpty)
        #expect(ledger.services.isEmpty)
    }

    @Test("what holds a server is told in numbers")
    func text() {
        #expect("\(held(1, 2))" == "held by 1 connection and 2 templates")
        #expect("\(held(2))" == "held by 2 connections")
        #expect("\(held(0, 1))" == "held by 1 template")
    }
}
