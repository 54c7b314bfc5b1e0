/// What a `MISC_CHECK` runs.
package struct ScriptCheck: Hashable, Sendable {
    /// The program and its arguments.
    package let words: [String]
    /// Who runs it, a name or a number; nil: the user of all scripts.
    package let user: String?
    /// nil: the user's own.
    package let group: String?
    package let hasSupplementaryGroups: Bool
    /// Whether the exit codes from 2 on are weights (`misc_dynamic`).
    package let isDynamic: Bool

    package init(
        words: [String], user: String? = nil, group: String? = nil, hasSupplementaryGroups: Bool = false,
        isDynamic: Bool = false
    ) {
        self.words = words
        self.user = user
        self.group = group
        self.hasSupplementaryGroups = hasSupplementaryGroups
        self.isDynamic = isDynamic
    }

    /// What an exit code says about the server.
    ///
    /// 0 passes. With `misc_dynamic` so do those from 2 on, and the server gets two less than that as its weight.
    package func result(ofExitCode code: Int32) -> CheckResult {
        switch code {
        case 0: .passed("exit code 0")
        case 2...255 where isDynamic: .weighed("exit code \(code)", .total(Int(code) - 2))
        default: .failed("exit code \(code)")
        }
    }
}
