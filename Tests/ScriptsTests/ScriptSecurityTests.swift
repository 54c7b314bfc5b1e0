import Scripts
import Testing

@Suite("Who could make root run something else")
struct ScriptSecurityTests {
    private func path(_ facts: (UInt32, UInt32, UInt32)...) -> [PathFact] {
        facts.enumerated().map { PathFact(path: "/\($0)", owner: $1.0, group: $1.1, mode: $1.2) }
    }

    @Test("a path of root's alone is safe")
    func safe() {
        let path = path((0, 0, 0o755), (0, 0, 0o775), (0, 5, 0o755))
        #expect(ScriptSecurity.objection(to: path, for: .root) == nil)
    }

    @Test("a folder or program that others own or may write to is not")
    func unsafe() {
        for facts in [(5, 0, 0o755), (0, 0, 0o757), (0, 5, 0o775)] as [(UInt32, UInt32, UInt32)] {
            #expect(ScriptSecurity.objection(to: path((0, 0, 0o755), facts, (0, 0, 0o755)), for: .root) != nil)
            #expect(ScriptSecurity.objection(to: path((0, 0, 0o755), facts), for: .root) != nil)
        }
    }

    @Test("a sticky folder is safe, a sticky program that everybody writes to is not")
    func sticky() {
        #expect(ScriptSecurity.objection(to: path((0, 0, 0o1777), (0, 0, 0o755)), for: .root) == nil)
        #expect(ScriptSecurity.objection(to: path((0, 0, 0o755), (0, 0, 0o1777)), for: .root) != nil)
    }

    @Test("others than root may run what they like, unless it makes them root")
    func otherUsers() {
        let somebody = ScriptIdentity(user: 1000, group: 1000)
        #expect(ScriptSecurity.objection(to: path((0, 0, 0o777), (1000, 1000, 0o777)), for: somebody) == nil)
        #expect(ScriptSecurity.objection(to: path((0, 0, 0o777), (0, 0, 0o4755)), for: somebody) != nil)
        #expect(ScriptSecurity.objection(to: path((0, 0, 0o777), (0, 0, 0o2755)), for: somebody) != nil)
    }

    @Test("the rights to execute are those of execve")
    func mayRun() {
        let somebody = ScriptIdentity(user: 1000, group: 1000, supplementaryGroups: [7])
        func program(_ owner: UInt32, _ group: UInt32, _ mode: UInt32) -> PathFact {
            PathFact(path: "/x", owner: owner, group: group, mode: mode)
        }
        #expect(ScriptSecurity.mayRun(program(1000, 0, 0o100), somebody))
        #expect(!ScriptSecurity.mayRun(program(1000, 0, 0o011), somebody))
        #expect(ScriptSecurity.mayRun(program(0, 7, 0o010), somebody))
        #expect(!ScriptSecurity.mayRun(program(0, 7, 0o001), somebody))
        #expect(ScriptSecurity.mayRun(program(0, 0, 0o001), somebody))
        #expect(ScriptSecurity.mayRun(program(5, 5, 0o001), .root))
        #expect(!ScriptSecurity.mayRun(program(0, 0, 0o644), .root))
    }
}
