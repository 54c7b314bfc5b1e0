import Addresses
import Testing

@Suite("Prefixes, endpoints, MAC addresses and interface names")
struct NameAndPrefixTests {
    @Test("a prefix keeps its host bits, and a bare address is a host prefix")
    func prefixes() throws {
        #expect(try #require(Prefix("192.0.2.1/24")).description == "192.0.2.1/24")
        #expect(try #require(Prefix("192.0.2.1")).description == "192.0.2.1/32")
        #expect(try #require(Prefix("2001:db8::1")).length == 128)
    }

    @Test(
        "a length beyond the family's is refused",
        arguments: ["192.0.2.1/33", "2001:db8::1/129", "192.0.2.1/-1", "192.0.2.1/", "192.0.2.1/+8", "/24"])
    func refusedPrefixes(text: String) {
        #expect(Prefix(text) == nil)
    }

    @Test(
        "an endpoint's IPv6 address stands in brackets",
        arguments: ["192.0.2.1:80", "[2001:db8::1]:65535", "0.0.0.0:0"])
    func endpoints(text: String) throws {
        #expect(try #require(Endpoint(text)).description == text)
    }

    @Test(
        "an endpoint without brackets, port or range is refused",
        arguments: ["2001:db8::1:80", "192.0.2.1", "192.0.2.1:", "192.0.2.1:65536", "[192.0.2.1]:80", "[::1]"])
    func refusedEndpoints(text: String) {
        #expect(Endpoint(text) == nil)
    }

    @Test("a MAC address is six pairs of digits")
    func macAddresses() throws {
        #expect(try #require(MACAddress("00:00:5E:00:01:33")).description == "00:00:5e:00:01:33")
        #expect(MACAddress("0:0:5e:0:1:33") == nil)
        #expect(MACAddress("00:00:5e:00:01") == nil)
        #expect(MACAddress("00:00:5e:00:01:+3") == nil)
        let broadcast = MACAddress.broadcast
        #expect(MACAddress(bytes: broadcast.bytes) == broadcast)
    }

    @Test("an interface name is what the kernel takes")
    func interfaceNames() {
        #expect(InterfaceName("eth0.100")?.description == "eth0.100")
        #expect(InterfaceName("a23456789012345") != nil)
        for text in ["", "a234567890123456", "eth 0", "eth/0", "eth:0", ".", "..", "e\u{0}"] {
            #expect(InterfaceName(text) == nil, "\(text)")
        }
    }
}
