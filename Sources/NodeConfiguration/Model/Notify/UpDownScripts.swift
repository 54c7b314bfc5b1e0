/// Who is told that a real server (`notify_up`, `notify_down`) or the quorum of a virtual server (`quorum_up`,
/// `quorum_down`) comes and goes.
///
/// A reference, for in tables of a hundred thousand servers most have none. Where the lines stand does not matter in
/// comparisons.
package final class UpDownScripts: Sendable {
    package let up: Command?
    package let down: Command?

    package init(up: Command?, down: Command?) {
        self.up = up
        self.down = down
    }

    /// The command for one of both.
    package func command(isUp: Bool) -> Command? { isUp ? up : down }
}

extension UpDownScripts: Hashable {
    package static func == (left: UpDownScripts, right: UpDownScripts) -> Bool {
        left === right
            || left.up?.withoutPlace == right.up?.withoutPlace && left.down?.withoutPlace == right.down?.withoutPlace
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(up?.withoutPlace)
        hasher.combine(down?.withoutPlace)
    }
}
