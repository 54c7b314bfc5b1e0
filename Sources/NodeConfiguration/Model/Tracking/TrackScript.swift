package import Deadlines

/// `vrrp_script`: a command that is run again and again.
package struct TrackScript: Hashable, Sendable {
    package let name: String
    package let command: Command
    /// From the start of one run to that of the next.
    package internal(set) var interval = Nanoseconds.seconds(1)
    /// How long a run may take.
    package internal(set) var timeout = Nanoseconds.seconds(1)
    package internal(set) var weight = Weight.fault
    /// How many good results in a row make it good.
    package internal(set) var rise = 1
    /// How many bad results in a row make it bad.
    package internal(set) var fall = 1

    package init(name: String, command: Command) {
        self.name = name
        self.command = command
    }
}
