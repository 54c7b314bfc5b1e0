public import Addresses

/// What a virtual router reacts to.
public enum Event: Hashable, Sendable {
    /// The router may leave INIT (RFC 9568 §6.4.1, the Startup event).
    case start
    /// The same for a router whose predecessor on this host stopped as master a moment ago and kept its addresses: it
    /// goes on as master, so that the link notices nothing.
    case resume
    /// An advertisement for this router that passed all checks on receiving (RFC 9568 §7.1).
    case advertisement(Advertisement, from: IPAddress)
    /// The router's `deadline` has come.
    case deadlineReached
    /// Something that mastership needs went away.
    case faultBegan(FaultCauses)
    /// It is back.
    case faultEnded(FaultCauses)
    /// The address that advertisements are sent from: the interface's primary one (IPv6: link-local); nil for none.
    case sourceAddressChanged(IPAddress?)
    /// The kernel refused to add an advertised address.
    case addressRefused
    /// What is tracked says something else than before.
    case trackingChanged(TrackingVerdict)
    /// An operator takes the addresses off and the router out of the election.
    case released
    /// An operator takes that back.
    case held
    /// The router's sync group goes to this state, MASTER or BACKUP, and takes it along.
    case groupChanged(VRRPState)
    /// The router is to stop (RFC 9568 §6.4.2 and §6.4.3, the Shutdown event).
    case shutdown
}
