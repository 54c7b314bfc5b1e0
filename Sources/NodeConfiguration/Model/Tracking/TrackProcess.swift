package import Deadlines

/// `vrrp_track_process`: how many processes of a name run.
package struct TrackProcess: Hashable, Sendable {
    /// How a process's parameters are compared.
    package enum Match: String, Hashable, Sendable, CaseIterable {
        /// They are not.
        case any
        /// All of them, and no others.
        case exact
        /// They begin so, the last one included.
        case initial
        /// They begin so, and the last one begins as ours does.
        case partial
    }

    package let name: String
    /// The name of the program.
    package let process: String
    package internal(set) var parameters: [String] = []
    package internal(set) var match = Match.any
    package internal(set) var weight = Weight.fault
    /// The fewest processes that are good.
    package internal(set) var quorum = 1
    /// The most processes that are good; nil: any number.
    package internal(set) var quorumMax: Int?
    /// How long a new process must run before it counts.
    package internal(set) var forkDelay = Nanoseconds.zero
    /// How long one must be gone before that counts.
    package internal(set) var terminateDelay = Nanoseconds.zero
    /// Whether the command line is looked at, not only the kernel's short name.
    package internal(set) var isFullCommand = false

    package init(name: String, process: String) {
        self.name = name
        self.process = process
    }
}
