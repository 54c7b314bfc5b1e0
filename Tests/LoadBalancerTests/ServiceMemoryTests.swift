import Addresses
import IPVSKit
import LoadBalancer
import Testing

@Suite("What a daemon remembers of the kernel's table over its own end")
struct ServiceMemoryTests {
    private func memory() throws -> ServiceMemory {
        let server = RealServerKey(try #require(IPAddress("2001:db8::1")), port: 80)
        let web = ServiceKey.address(.tcp, try #require(Endpoint("192.0.2.1:80")))
        let mark = ServiceKey.firewallMark(7, .ipv6)
        let adopted = TableEntry(
            VirtualService(
                mark, scheduler: .sourceHashing, flags: .schedulerFlag1,
                persistence: Persistence(timeout: 300, prefixLength: 64)),
            realServers: [
                IPVSKit.RealServer(server, method: .tunnel, weight: 3, upperThreshold: 9, tunnel: .gre(.none))
            ])
        var memory = ServiceMemory()
        memory.own = [web, mark, .address(.udp, try #require(Endpoint("[2001:db8::2]:53")))]
        memory.overrides = [web: [RealServerKey(try #require(IPAddress("10.0.0.1")), port: 8080): 0]]
        memory.adopted = [mark: adopted]
        return memory
    }

    @Test("its text says everything that it knows")
    func roundTrip() throws {
        let memory = try memory()
        #expect(ServiceMemory(text: memory.text) == memory)
        #expect(ServiceMemory(text: ServiceMemory().text) == ServiceMemory())
        #expect(ServiceMemory().isEmpty)
        #expect(!memory.isEmpty)
    }

    @Test("F31: a text that is cut anywhere is not believed at all")
    func cut() throws {
        let text = Array(try memory().text.utf8)
        for length in 0..<(text.count - 1) {
            #expect(ServiceMemory(text: String(decoding: text[..<length], as: UTF8.self)) == nil)
        }
    }

    @Test(
        "F31: neither is one with a strange line, or of another version",
        arguments: [
            ("swiftlvsd services 1", "swiftlvsd services 2"), ("own udp/", "own udb/"), ("fwmark/7", "fwmark/-7"),
            (" 0\n", " -1\n"), ("weight ", "height "), ("own ", "own  x "), ("-A", "-Q"),
        ])
    func strange(old: String, new: String) throws {
        let text = try memory().text
        #expect(text.contains(old))
        #expect(ServiceMemory(text: text.replacing(old, with: new)) == nil)
    }

    @Test("any damaged byte is noticed or harmless, and never a crash")
    func damaged() throws {
        let text = Array(try memory().text.utf8)
        for index in text.indices {
            for bit in 0..<8 {
                var bytes = text
                bytes[index] ^= 1 << bit
                _ = ServiceMemory(text: String(decoding: bytes, as: UTF8.self))
            }
        }
    }

    @Test(
        "a service's name in one word reads back",
        arguments: ["tcp/192.0.2.1:80", "sctp/[2001:db8::1]:9", "fwmark/7", "fwmark/4294967295/ipv6"])
    func names(text: String) throws {
        #expect(try #require(ServiceKey(pathText: text)).pathText == text)
    }

    @Test(
        "an endpoint alone is TCP's, and nonsense is none",
        arguments: [("192.0.2.1:80", "tcp/192.0.2.1:80"), ("UDP/192.0.2.1:53", "udp/192.0.2.1:53")])
    func shortNames(text: String, long: String) {
        #expect(ServiceKey(pathText: text)?.pathText == long)
    }

    @Test(
        "nonsense names no service",
        arguments: [
            "", "tcp", "tcp/", "tcp/1.2.3.4", "fwmark/", "fwmark/0", "fwmark/1/ipv5", "icmp/1.2.3.4:1", "a/b/c/d",
        ])
    func nonsense(text: String) {
        #expect(ServiceKey(pathText: text) == nil)
    }
}
