import Addresses
import Testing

@Suite("IP addresses")
struct IPAddressTests {
    @Test(
        "an IPv4 address is four decimal numbers from 0 to 255",
        arguments: ["0.0.0.0", "192.0.2.1", "255.255.255.255"])
    func readsIPv4(text: String) throws {
        #expect(try #require(IPv4Address(text)).description == text)
    }

    @Test(
        "anything else is no IPv4 address",
        arguments: [
            "", "1.2.3", "1.2.3.4.5", "256.0.0.1", "1.2.3.-4", "01.2.3.4", "1..2.3", "a.b.c.d", "1.2.3.4 ", "+1.2.3.4",
            "0x1.2.3.4",
        ])
    func refusesIPv4(text: String) {
        #expect(IPv4Address(text) == nil)
    }

    @Test(
        "an IPv6 address is written in the canonical form of RFC 5952",
        arguments: [
            ("::", "::"), ("::1", "::1"), ("1::", "1::"), ("2001:db8::1", "2001:db8::1"),
            ("2001:0DB8:0000:0000:0000:0000:0000:0001", "2001:db8::1"),
            ("2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"), ("2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"),
            ("1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8"), ("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"),
            ("::ffff:192.0.2.1", "::ffff:192.0.2.1"), ("64:ff9b::192.0.2.33", "64:ff9b::c000:221"),
            ("fe80::0:1", "fe80::1"), ("::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8"),
        ])
    func readsIPv6(text: String, canonical: String) throws {
        let address = try #require(IPv6Address(text))
        #expect(address.description == canonical)
        #expect(IPv6Address(canonical) == address)
        #expect(IPv6Address(bytes: address.bytes) == address)
    }

    @Test(
        "anything else is no IPv6 address",
        arguments: [
            "", ":", ":::", "1", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1::2::3", "::1::", "12345::", "g::",
            "1:2:3:4:5:6:7:8::", "::1:2:3:4:5:6:7:8", ":1:2:3:4:5:6:7", "1:2:3:4:5:6:7:", "fe80::1%eth0",
            "::192.0.2.256", "[::1]", "192.0.2.1::", "::+1",
        ])
    func refusesIPv6(text: String) {
        #expect(IPv6Address(text) == nil)
    }

    @Test("IPv4 sorts before IPv6, each by value")
    func sorts() {
        let sorted = ["2001:db8::1", "10.0.0.10", "10.0.0.9", "::"].compactMap { IPAddress($0) }.sorted()
        #expect(sorted.map(\.description) == ["10.0.0.9", "10.0.0.10", "::", "2001:db8::1"])
    }

    @Test("multicast and link-local addresses are known")
    func kinds() throws {
        #expect(try #require(IPAddress("224.0.0.18")).isMulticast)
        #expect(try #require(IPAddress("ff02::12")).isMulticast)
        #expect(try !#require(IPAddress("223.255.255.255")).isMulticast)
        #expect(try #require(IPv6Address("fe80::1")).isLinkLocal)
        #expect(try !#require(IPv6Address("fec0::1")).isLinkLocal)
    }
}
