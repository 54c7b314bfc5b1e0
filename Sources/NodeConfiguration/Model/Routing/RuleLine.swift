package import Addresses

/// A line of `virtual_rules` or `static_rules`.
package struct RuleLine: Hashable, Sendable {
    /// What happens to a packet that fits.
    package enum Action: Hashable, Sendable {
        /// Look in a table.
        case table(RoutingName)
        /// Go on at the rule with this preference.
        case goto(UInt32)
        case nop, blackhole, prohibit, unreachable
    }

    package let family: AddressFamily
    package let action: Action
    /// `preference`, the rule's place; nil: the instance's rules are numbered downwards by the node.
    package internal(set) var preference: UInt32?
    /// `not`
    package internal(set) var isInverted = false
    package internal(set) var from: Prefix?
    package internal(set) var to: Prefix?
    package internal(set) var tos: RoutingName?
    package internal(set) var firewallMark: FirewallMarkMatch?
    /// `iif` or `dev`
    package internal(set) var inputInterface: InterfaceName?
    package internal(set) var outputInterface: InterfaceName?
    package internal(set) var realms: RouteRealms?
    package internal(set) var suppressedPrefixLength: Int?
    package internal(set) var suppressedInterfaceGroup: RoutingName?
    package internal(set) var tunnelID: UInt64?
    package internal(set) var userIDs: ClosedRange<UInt32>?
    /// `l3mdev`: the table of the packet's VRF.
    package internal(set) var usesVRFTable = false
    package internal(set) var ruleProtocol: RoutingName?
    /// `ipproto`
    package internal(set) var transportProtocol: UInt8?
    package internal(set) var sourcePorts: ClosedRange<UInt16>?
    package internal(set) var destinationPorts: ClosedRange<UInt16>?
    /// `no_track`: its loss is no fault of the instance.
    package internal(set) var isUntracked = false
    /// `track_group`, of static rules only.
    package internal(set) var trackGroup: String?
    package let position: SourcePosition

    package init(family: AddressFamily, action: Action, position: SourcePosition) {
        self.family = family
        self.action = action
        self.position = position
    }
}

/// `fwmark N[/MASK]` of a rule.
package struct FirewallMarkMatch: Hashable, Sendable {
    package let mark: UInt32
    package let mask: UInt32?

    package init(mark: UInt32, mask: UInt32? = nil) {
        self.mark = mark
        self.mask = mask
    }
}
