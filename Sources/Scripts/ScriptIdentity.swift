import Glibc

/// Who runs a script.
package struct ScriptIdentity: Hashable, Sendable {
    package let user: UInt32
    package let group: UInt32
    /// All groups it has, beside `group`.
    package let supplementaryGroups: [UInt32]

    package init(user: UInt32, group: UInt32, supplementaryGroups: [UInt32] = []) {
        self.user = user
        self.group = group
        self.supplementaryGroups = supplementaryGroups
    }

    /// This process's own.
    package static var own: ScriptIdentity { ScriptIdentity(user: geteuid(), group: getegid()) }

    package static let root = ScriptIdentity(user: 0, group: 0)
}
