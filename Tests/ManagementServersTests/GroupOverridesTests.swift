import Deadlines
import ManagementServers
import Testing

@Suite("What an operator says against the configuration")
struct GroupOverridesTests {
    private let file = GroupFixture.settings(.static, interval: .seconds(60))

    @Test("each word counts until the configuration says something else there, and there only")
    func lasting() {
        var overrides = GroupOverrides()
        overrides.algorithm = .init(.shuffle, insteadOf: .static)
        overrides.checkInterval = .init(.seconds(5), insteadOf: .seconds(60))
        let first = overrides.apply(to: file)
        #expect(first.algorithm == .shuffle)
        #expect(first.checkInterval == .seconds(5))
        var changed = file
        changed.checkInterval = .seconds(90)
        let second = overrides.apply(to: changed)
        #expect(second.algorithm == .shuffle)
        #expect(second.checkInterval == .seconds(90))
        // It does not come back with the old value.
        let third = overrides.apply(to: file)
        #expect(third.checkInterval == .seconds(60))
    }

    @Test("servers keep what the file says of them; new ones have the usual weight")
    func servers() {
        var file = file
        file.servers[1].weight = 7
        let next = [file.servers[1].address, ServerAddress(host: "new", port: 9)]
        var overrides = GroupOverrides()
        overrides.servers = .init(next, insteadOf: file.servers.map(\.address))
        let settings = overrides.apply(to: file)
        #expect(settings.servers.map(\.address) == next)
        #expect(settings.servers.map(\.weight) == [7, 1])
    }

    @Test("servers whose weights add up to too much are none of an operator's, also where the file comes to say so")
    func tooHeavy() {
        var file = file
        let next = [file.servers[0].address, ServerAddress(host: "new", port: 9)]
        file.servers[0].weight = 65_535
        #expect(GroupOverrides.excessiveWeight(of: next, in: file) == nil)
        var overrides = GroupOverrides()
        overrides.servers = .init(next, insteadOf: file.servers.map(\.address))
        #expect(overrides.apply(to: file).servers.map(\.address) == next)
        file.servers[0].weight = 65_536
        #expect(GroupOverrides.excessiveWeight(of: next, in: file) == 65_537)
        #expect(overrides.apply(to: file) == file)
        #expect(GroupOverrides.excessiveWeight(of: [next[0], next[0]], in: file) == nil)
    }

    @Test("a word that says what the file says is none")
    func same() {
        var overrides = GroupOverrides()
        overrides.algorithm = .init(.static, insteadOf: .static)
        #expect(overrides.apply(to: file) == file)
        #expect(overrides == GroupOverrides())
    }

    @Test(
        "a server's text is read as lists show it",
        arguments: [
            ("a", "a:8250"), ("a:9", "a:9"), ("2001:db8::1", "[2001:db8::1]:8250"),
            ("[2001:db8::1]:9", "[2001:db8::1]:9"),
            ("", nil), ("a:", nil), ("a:0", nil), ("a:70000", nil), ("[a]:9", nil), ("[2001:db8::1]9", nil),
            ("a b", nil),
            ("a,b", nil), ("[", nil), ("ä", nil),
        ])
    func texts(text: String, address: String?) {
        #expect(ServerAddress(text, defaultPort: 8250)?.description == address)
    }
}
