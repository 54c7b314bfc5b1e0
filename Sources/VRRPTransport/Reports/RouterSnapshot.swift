package import Deadlines
package import VRRPEngine

/// What a virtual router has counted since it was configured.
package struct RouterCounters: Hashable, Sendable {
    /// With any priority.
    package var advertsSent: UInt64 = 0
    /// That passed all checks.
    package var advertsReceived: UInt64 = 0
    package var becameMaster: UInt64 = 0
    package var priorityZeroSent: UInt64 = 0
    package var priorityZeroReceived: UInt64 = 0
    /// That the kernel would not send.
    package var sendFailures: UInt64 = 0
    /// Accepted, with a checksum over pseudo header and message (RFC 5798 on IPv4; all of IPv6).
    package var pseudoHeaderChecksums: UInt64 = 0
    /// Accepted, with a checksum over the message alone (version 2, and RFC 9568 on IPv4).
    package var messageChecksums: UInt64 = 0
    /// Accepted in spite of a list of addresses that is not ours.
    package var addressListMismatches: UInt64 = 0
    package var discards = DiscardCounters()

    package init() {}

    /// Every reason with its count, in a fixed order.
    package var discarded: [(DiscardReason, UInt64)] { discards.all.map { ($0.reason, $0.count) } }

    mutating func count(received advertisement: Advertisement) {
        advertsReceived &+= 1
        if advertisement.priority == 0 { priorityZeroReceived &+= 1 }
        if !advertisement.listsOurAddresses { addressListMismatches &+= 1 }
        switch advertisement.checksumForm {
        case .pseudoHeader: pseudoHeaderChecksums &+= 1
        case .messageOnly: messageChecksums &+= 1
        }
    }

    mutating func count(sentPriority priority: UInt8) {
        advertsSent &+= 1
        if priority == 0 { priorityZeroSent &+= 1 }
    }
}

/// A virtual router at one moment.
package struct RouterSnapshot: Sendable {
    package let settings: RouterSettings
    package let state: VRRPState
    package let since: Instant
    /// The priority that counts in the election.
    package let effectivePriority: UInt8
    /// What makes it differ from the configured one.
    package let priorityReasons: [String]
    /// The same as numbers.
    package let adjustments: [PriorityAdjustment]
    /// Whether it waits in INIT for the first result of something that is tracked.
    package let isUndecided: Bool
    /// Whether an operator took it out of the election.
    package let isReleased: Bool
    /// Why it is in FAULT, nil in the other states.
    package let faultReason: String?
    /// The current master, this router included.
    package let master: MasterSeen?
    package let counters: RouterCounters
    /// The last ones, oldest first.
    package let transitions: [Transition]
}
