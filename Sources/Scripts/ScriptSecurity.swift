/// One step of the way to a program: a folder, or at the end the program itself.
package struct PathFact: Hashable, Sendable {
    package let path: String
    package let owner: UInt32
    package let group: UInt32
    /// As in stat(2), without the file's type.
    package let mode: UInt32

    package init(path: String, owner: UInt32, group: UInt32, mode: UInt32) {
        self.path = path
        self.owner = owner
        self.group = group
        self.mode = mode
    }
}

/// Who could make root run something else: what keepalived's `enable_script_security` asks, as a value.
package enum ScriptSecurity {
    private static let setUserID: UInt32 = 0o4000
    private static let setGroupID: UInt32 = 0o2000
    private static let sticky: UInt32 = 0o1000
    private static let groupWrites: UInt32 = 0o020
    private static let othersWrite: UInt32 = 0o002
    private static let groupExecutes: UInt32 = 0o010
    private static let executes: UInt32 = 0o111

    /// Why the program at the end of the path must not be run with root's rights; nil where nothing speaks against it.
    ///
    /// - Parameters:
    ///   - path: from `/` to the program.
    ///   - identity: who is to run it. Others than root may run what they like, unless the program makes them root.
    package static func objection(to path: [PathFact], for identity: ScriptIdentity) -> String? {
        guard let program = path.last else { return nil }
        let becomesRoot =
            program.mode & setUserID != 0 && program.owner == 0 || program.mode & setGroupID != 0 && program.group == 0
        guard identity.user == 0 || becomesRoot else { return nil }
        for fact in path {
            if fact.owner != 0 { return "\(fact.path) belongs to user \(fact.owner), not to root" }
            let isProgram = fact == program
            // In a sticky folder nobody can put something else in the place of root's files.
            if !isProgram, fact.mode & sticky != 0 { continue }
            if fact.mode & othersWrite != 0 { return "everybody may write to \(fact.path)" }
            if fact.mode & groupWrites != 0, fact.group != 0 {
                return "the group \(fact.group) may write to \(fact.path)"
            }
        }
        return nil
    }

    /// Whether somebody may run a program with these rights (execve(2)).
    package static func mayRun(_ program: PathFact, _ identity: ScriptIdentity) -> Bool {
        if identity.user == 0 { return program.mode & executes != 0 }
        if identity.user == program.owner { return program.mode & 0o100 != 0 }
        if identity.group == program.group || identity.supplementaryGroups.contains(program.group) {
            return program.mode & groupExecutes != 0
        }
        return program.mode & 0o001 != 0
    }
}
