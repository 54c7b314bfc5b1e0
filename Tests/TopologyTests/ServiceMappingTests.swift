import Addresses
import Testing
import Topology

@Suite("Services and their virtual IPs")
struct ServiceMappingTests {
    private func entries(_ text: String) throws -> [String] {
        try ServiceMapping(text).entries.map { "\($0.service) \($0.address)" }
    }

    @Test(
        "ST-20: empty entries are passed over",
        arguments: ["php|192.168.56.40,", ",php|192.168.56.40,,", "php|192.168.56.40"])
    func emptyEntries(text: String) throws {
        #expect(try entries(text) == ["php 192.168.56.40"])
    }

    @Test("ST-21: blanks around names and addresses do not count")
    func blanks() throws {
        #expect(
            try entries("php|192.168.56.40, tomcat | 192.168.56.41 ") == ["php 192.168.56.40", "tomcat 192.168.56.41"])
    }

    @Test("ST-22: what follows the address is passed over")
    func mask() throws {
        #expect(try entries("php|192.168.56.40|255.255.255.0|x") == ["php 192.168.56.40"])
    }

    @Test("ST-23: a service may have several virtual IPs, and says the same twice once")
    func several() throws {
        let mapping = try ServiceMapping("php|192.168.56.40,php|2001:db8::1,php|192.168.56.40")
        #expect(mapping.addresses(of: "php").map(\.description) == ["192.168.56.40", "2001:db8::1"])
        #expect(mapping.addresses(of: "tomcat").isEmpty)
    }

    @Test("ST-18: a mapping that names nobody is an error", arguments: ["", " ", ",,", " , "])
    func empty(text: String) {
        #expect(throws: ServiceMappingError.self) { try ServiceMapping(text) }
    }

    @Test("ST-19: an entry without a virtual IP is an error that quotes it", arguments: ["php", "php|", "php| |x"])
    func withoutAddress(text: String) throws {
        let error = try #require(throws: ServiceMappingError.self) {
            try ServiceMapping("tomcat|192.168.56.41," + text)
        }
        #expect(error.description.contains("'\(text)'"))
    }

    @Test(
        "an address that is none, or that nobody can have, is an error that quotes it",
        arguments: ["php|192.168.56", "php|example.org", "php|0.0.0.0", "php|224.0.0.18", "|192.168.56.40"])
    func badAddress(text: String) throws {
        let error = try #require(throws: ServiceMappingError.self) { try ServiceMapping(text) }
        #expect(error.description.contains("'\(text)'"))
    }
}
