import Addresses
import IPVSKit
import Testing

@Suite("tables")
struct TableTests {
    @Test("entries are sorted by key, of two with one key the last counts, whatever the order they came in")
    func sorted() throws {
        var samples = Samples(seed: 3)
        let entries = (0..<40).map { _ in samples.entry() }
        let table = Table(entries)
        let keys = table.entries.map(\.service.key)
        #expect(keys == Set(entries.map(\.service.key)).sorted())
        for entry in table.entries {
            #expect(entry == entries.last { $0.service.key == entry.service.key })
            #expect(table[entry.service.key] == entry)
            let servers = entry.realServers.map(\.key)
            #expect(servers == Set(servers).sorted())
        }
        #expect(table[.firewallMark(99, .ipv4)] == nil)
        #expect(Table()[.firewallMark(99, .ipv4)] == nil)
    }

    @Test("a table takes in another's entries in the place of its own, and lets services go", arguments: UInt64(0)..<50)
    func updates(seed: UInt64) {
        var samples = Samples(seed: seed)
        let (before, other) = (samples.table(), samples.table())
        var table = before
        table.update(with: other)
        #expect(table == Table(before.entries + other.entries))
        let gone = Set(other.entries.map(\.service.key))
        table.remove(gone)
        #expect(table == before.filter { !gone.contains($0) })
        table.update(with: before)
        #expect(table == before)
    }

    @Test("keys sort by protocol, address and port, marks last, IPv4 before IPv6")
    func keyOrder() throws {
        let keys: [ServiceKey] = [
            .address(.sctp, try #require(Endpoint("10.0.0.1:1"))),
            .address(.tcp, try #require(Endpoint("10.0.0.1:80"))),
            .address(.tcp, try #require(Endpoint("10.0.0.1:443"))),
            .address(.tcp, try #require(Endpoint("10.0.0.2:80"))),
            .address(.tcp, try #require(Endpoint("[::1]:80"))),
            .address(.udp, try #require(Endpoint("10.0.0.1:1"))),
            .firewallMark(7, .ipv4), .firewallMark(7, .ipv6), .firewallMark(8, .ipv4),
        ]
        #expect(keys.reversed().sorted() == keys)
    }

    @Test("keys are written as keepalived and ipvsadm name services and real servers")
    func descriptions() throws {
        #expect(ServiceKey.address(.tcp, try #require(Endpoint("192.0.2.1:80"))).description == "TCP 192.0.2.1:80")
        #expect(ServiceKey.address(.udp, try #require(Endpoint("[::1]:53"))).description == "UDP [::1]:53")
        #expect(ServiceKey.firewallMark(7, .ipv4).description == "FWM 7")
        #expect(ServiceKey.firewallMark(7, .ipv6).description == "FWM 7 IPv6")
        #expect(RealServerKey(.v6(.loopback), port: 80).description == "[::1]:80")
        #expect([ForwardingMethod.nat, .direct, .tunnel].map(\.description) == ["NAT", "DR", "TUN"])
    }

    @Test("a scheduler's name has 1 to 15 letters, digits, dashes or underscores")
    func schedulers() {
        #expect(Scheduler(rawValue: "wlc") == .weightedLeastConnection)
        #expect(Scheduler(rawValue: "abcdefghijklmno") != nil)
        for name in ["", "abcdefghijklmnop", "a b", "a\0", "ä", "../x"] { #expect(Scheduler(rawValue: name) == nil) }
    }
}
