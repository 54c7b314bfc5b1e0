import Addresses
import RealServerHost
import Testing

@Suite("Virtual IPs as they are given for a real server")
struct VirtualIPArgumentTests {
    @Test(
        "ST-42: the platform's netmask may stand behind a bar; that it is not used is told",
        arguments: [
            ("192.168.56.50|255.255.255.0", true), ("192.168.56.50 | 255.255.255.255", false),
            ("192.168.56.50|", false),
        ])
    func mask(text: String, isIgnored: Bool) throws {
        let argument = try #require(try VirtualIPArgument.read(text))
        #expect(argument.address.description == "192.168.56.50")
        #expect(argument.isMaskIgnored == isIgnored)
    }

    @Test("ST-43: without a mask the address stands for itself", arguments: ["192.168.56.40", "2001:db8::40"])
    func withoutMask(text: String) throws {
        let argument = try #require(try VirtualIPArgument.read(text))
        #expect(argument.address.description == text && argument.mask == nil && !argument.isMaskIgnored)
    }

    @Test("ST-44: a blank text is no virtual IP and no error", arguments: ["", " "])
    func blank(text: String) throws {
        #expect(try VirtualIPArgument.read(text) == nil)
    }

    @Test(
        "what nobody can have as a virtual IP is an error",
        arguments: [
            "192.168.56", "example.org", "0.0.0.0", "::", "224.0.0.18", "|255.255.255.0", "192.168.56.40/24",
        ])
    func bad(text: String) {
        #expect(throws: RealServerError.self) { try VirtualIPArgument.read(text) }
    }
}
