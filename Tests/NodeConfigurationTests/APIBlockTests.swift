import Addresses
import NodeConfiguration
import Testing

@Suite("api")
struct APIBlockTests {
    private func errors(_ lines: String) -> [String] {
        read("api {\n\(lines)\n}").diagnostics.filter { $0.severity == .error }.map(\.message)
    }

    @Test("everything that can be said")
    func everyKeyword() throws {
        let api = try #require(configuration(try Fixture.text("every-keyword")).api)
        #expect(api.listens.map(\.description) == ["192.0.2.10:8443", "[2001:db8::10]:8443"])
        #expect(
            api.identity == NetworkAPI.Identity(certificate: "/etc/swiftlvsd/api.pem", key: "/etc/swiftlvsd/api.key"))
        #expect(api.tokenFile == "/etc/swiftlvsd/agents.token")
        #expect(api.serverNames == ["lb.example.org", "lb1.example.org"])
    }

    @Test("plain HTTP is taken on loopback alone")
    func plain() throws {
        let api = try #require(configuration("api {\nlisten 127.0.0.1 8080\nlisten ::1 8080\ntoken_file /t\n}").api)
        #expect(api.identity == nil)
        #expect(errors("listen 192.0.2.1 8080\ntoken_file /t").contains { $0.contains("plain HTTP") })
        #expect(errors("listen :: 8080\ntoken_file /t").contains { $0.contains("plain HTTP") })
    }

    @Test(
        "what is missing, half there or there twice is an error",
        arguments: [
            ("token_file /t", "needs 'listen'"), ("listen ::1 80", "needs 'token_file'"),
            ("listen ::1 80\ntoken_file /t\nkey /k", "belong together"),
            ("listen ::1 80\nlisten ::1 80\ntoken_file /t", "already"),
            ("listen ::1 80\ntoken_file /t\nserver_name a_b", "takes an address or a host name, not 'a_b'"),
            ("listen ::1 80\ntoken_file /t\nserver_name a b", "'b'"),
        ])
    func mistakes(lines: String, message: String) {
        #expect(errors(lines).contains { $0.contains(message) })
    }

    @Test("there is one block")
    func twice() {
        let block = "api {\nlisten ::1 80\ntoken_file /t\n}\n"
        #expect(read(block + block).diagnostics.contains { $0.message.contains("there is one api") })
    }
}
