/// What must hold in every story.
package enum Invariant: String, Hashable, Sendable, CaseIterable {
    /// Two masters that hear each other are not both masters for longer than `Allowance.meeting`.
    case oneMaster
    /// A master yields to a higher priority, or to a greater address of the same priority, and to nobody else.
    case yieldsInOrder
    /// Nodes that hear each other have a master after `Allowance.succession` without a disturbance, and from then on.
    case someMaster
    /// Once quiet, nobody who may preempt has a higher priority than the master.
    case bestMaster
    /// A router that must not preempt does not become master beside one whose advertisements it hears.
    case noPreemption
    /// A backup becomes master when its master down interval (or skew time) is over, neither earlier nor later.
    case takeoverInTime
    /// After `Allowance.settling` without a disturbance nothing changes any more.
    case noFlapping
    /// A process that runs and is not master has no virtual address on its node, but for what a predecessor left there
    /// as long as it has heard no master.
    case addressesOnlyAtMaster
    /// While it has heard none and waits to be master itself, it loses nothing of that.
    case restartKeepsAddresses
    /// A process that runs and is master has all of them.
    case masterCarriesAddresses
    /// What a dead or stalled process leaves on its node is gone after `Allowance.leftover`.
    case addressesExpire
    /// A master advertises at least once in `Allowance.cadence`.
    case advertisesInTime
    /// Nobody but a master advertises.
    case onlyMastersSpeak
    /// A master that leaves says so before its addresses go.
    case farewell
    /// A new master advertises first, then carries the addresses, then announces them.
    case orderOfTakeover
    /// A master that hears one of lower rank announces its addresses again, for whoever followed the other one.
    case winnerAnnounces
    /// The members of a sync group on a node are master together or not at all.
    case groupTogether
    /// A deadline that was told lies behind: the engine asks for a later one.
    case deadlineMoves
}

/// An invariant that did not hold.
package struct Violation: Hashable, Sendable {
    package let invariant: Invariant
    /// Nanoseconds since the start of the story.
    package let at: Int64
    package let text: String
}

extension Violation: CustomStringConvertible {
    package var description: String { "\(invariant.rawValue): \(text)" }
}
