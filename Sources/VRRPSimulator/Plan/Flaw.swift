/// A way in which a simulated node can be made to break the protocol, each to prove that the invariant against it sees
/// it.
package enum Flaw: Hashable, Sendable, CaseIterable {
    /// Masters read no advertisements.
    case deafMasters
    /// Backups never hear that their time has come.
    case patientBackups
    /// The engine is told that it may preempt where it was configured not to.
    case preemptsUnasked
    /// The engine is told not to preempt where it was configured to.
    case neverPreempts
    /// The engine is told another priority than was configured.
    case wrongPriority
    /// The engine believes that every master has its own interval.
    case learnsNothing
    /// Nobody takes addresses off.
    case forgetsToRelease
    /// A process that begins takes off what its predecessor left, whoever is there.
    case dropsLeftovers
    /// It leaves that there when it hears another master, too.
    case keepsLeftovers
    /// Addresses are not put on.
    case forgetsToCarry
    /// Nobody refreshes the lifetimes.
    case forgetsToRefresh
    /// The kernel never removes an address.
    case immortalAddresses
    /// Advertisements leave late.
    case lateAdvertisements
    /// Backups advertise.
    case talkativeBackups
    /// The farewell is not sent.
    case leavesSilently
    /// The link hears of the addresses before the nodes of the master.
    case announcesFirst
    /// Masters announce their addresses when they become master, and never again.
    case announcesOnce
    /// The members of a sync group do not hear of each other.
    case splitsGroups
    /// A master that hears another router leaves for ever, whatever the priorities.
    case shyMasters
    /// Masters take every advertisement for one of the highest priority.
    case humbleMasters
    /// Masters leave and come back now and then.
    case restlessMasters
    /// The engine is not told when its deadline has come.
    case missedDeadlines
}
