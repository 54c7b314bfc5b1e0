/// What the VRRP thread leaves behind when it ends.
package enum VRRPEnding: Hashable, Sendable {
    /// Masters say farewell with priority 0, and everything is taken off.
    case giveBack
    /// Nothing is said, and what is there stays for a successor on this host that goes on as master. Lifetimes run on,
    /// so that the addresses go by themselves if none comes.
    case leaveToSuccessor
    /// Nothing is said, and what is there stays until somebody takes it off.
    case leaveForGood
}
