/// What a `MISC_CHECK` runs; its time is the check's `connectTimeout`.
package struct ScriptCheckSettings: Hashable, Sendable {
    /// Without its place, so that a check that only moves in the file stays the same.
    package let command: Command
    /// `misc_dynamic`: the exit codes from 2 on are weights.
    package let isDynamic: Bool

    package init(command: Command, isDynamic: Bool = false) {
        self.command = command.withoutPlace
        self.isDynamic = isDynamic
    }
}
