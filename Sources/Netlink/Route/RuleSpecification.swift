package import Addresses

/// A rule that says for which packets which routing table is asked.
package struct RuleSpecification: Hashable, Sendable {
    /// What becomes of a packet that fits.
    package enum Action: Hashable, Sendable {
        case table(UInt32)
        /// The rules from this preference on come next.
        case goto(UInt32)
        case nop, blackhole, unreachable, prohibit
    }

    package let family: AddressFamily
    package var action: Action
    /// Rules are asked in the order of their preferences. The kernel would choose one, but then a rule that was lost
    /// could not be told from one that is there.
    package let preference: UInt32
    /// Packets that do not fit are meant.
    package var isInverted = false
    package var source: Prefix?
    package var destination: Prefix?
    package var typeOfService: UInt8 = 0
    package var mark: UInt32?
    package var markMask: UInt32?
    /// These need not exist.
    package var inputInterface: InterfaceName?
    package var outputInterface: InterfaceName?
    package var realms: UInt32?
    /// Routes with prefixes of this length or shorter are passed over.
    package var suppressedPrefixLength: UInt32?
    /// Routes by interfaces of this group are passed over.
    package var suppressedInterfaceGroup: UInt32?
    package var tunnelID: UInt64?
    package var userIDs: ClosedRange<UInt32>?
    /// The table is that of the packet's VRF.
    package var usesVRFTable = false
    /// Who made the rule (`RTPROT_…`).
    package var origin = RouteSpecification.keepalivedOrigin
    package var transportProtocol: UInt8?
    package var sourcePorts: ClosedRange<UInt16>?
    package var destinationPorts: ClosedRange<UInt16>?

    package init(_ family: AddressFamily, preference: UInt32, _ action: Action) {
        self.family = family
        self.preference = preference
        self.action = action
    }
}
