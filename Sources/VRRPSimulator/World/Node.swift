import Deadlines

/// A machine: its clock, and whether the process on it runs.
struct Node: Sendable {
    enum Process: Hashable, Sendable {
        /// The fault that took it down; nil before it has booted.
        case down(fault: Int?)
        case running
        case stalled(fault: Int)
    }

    /// Messages that wait in the sockets of a node, at most.
    static let socketBuffer = 256

    var process = Process.down(fault: nil)
    var clock: DriftingClock
    var dice: Dice
    /// While stalled: what has arrived, in order.
    var inbox: [Packet] = []
    /// On true time: when the process began to run, or went on.
    var runningSince = Instant.zero
    var changedAt = Instant.zero

    var isRunning: Bool { process == .running }
}
