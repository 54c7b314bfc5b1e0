/// The states of a virtual router: those of RFC 9568 §6.4 under their classic names, and keepalived's FAULT.
public enum VRRPState: String, Hashable, Sendable, CaseIterable {
    /// Not started, or stopped.
    case initialize = "INIT"
    /// Listens to the master.
    case backup = "BACKUP"
    /// Carries the addresses and advertises (RFC 9568: Active).
    case master = "MASTER"
    /// Something that mastership needs is missing; takes no part in the election.
    case fault = "FAULT"
}
