package import Addresses

/// A line of `virtual_rules` or `static_rules`.
package struct RuleLine: Hashable, Sendable {
    /// What happens to a packet that fits.
    package enum Action: Hashable, Sendable {
        /// Look in a table.
        case table(RoutingName)
        /// `l3mdev`: look in the table of the packet's VRF.
        case vrfTable
        /// Go on at the rule with this preference.
        case goto(UInt32)
        case nop, blackhole, prohibit, unreachable
    }

    package let family: AddressFamily
    /// The rule's place among all. Rules of the file that name none count down from 16384, each family for itself.
    package let preference: UInt32
    package let action: Action
    package let conditions: RuleConditions
    /// `track_group`, of static rules only.
    package internal(set) var trackGroup: String?
    package internal(set) var position: SourcePosition

    package init(
        family: AddressFamily, preference: UInt32, action: Action, conditions: RuleConditions = RuleConditions(),
        trackGroup: String? = nil, position: SourcePosition
    ) {
        self.family = family
        self.preference = preference
        self.action = action
        self.conditions = conditions
        self.trackGroup = trackGroup
        self.position = position
    }
}

/// Which packets a rule is for, and what else it says.
package struct RuleConditions: Hashable, Sendable {
    /// `not`
    package internal(set) var isInverted = false
    /// Nil: from anywhere.
    package internal(set) var from: Prefix?
    /// Nil: to anywhere.
    package internal(set) var to: Prefix?
    package internal(set) var tos: RoutingName?
    package internal(set) var firewallMark: FirewallMarkMatch?
    /// `iif` or `dev`
    package internal(set) var inputInterface: InterfaceName?
    /// `oif`
    package internal(set) var outputInterface: InterfaceName?
    package internal(set) var realms: RouteRealms?
    package internal(set) var suppressedPrefixLength: Int?
    package internal(set) var suppressedInterfaceGroup: RoutingName?
    package internal(set) var tunnelID: UInt64?
    package internal(set) var userIDs: ClosedRange<UInt32>?
    /// `protocol`: who set the rule; nil: the daemon.
    package internal(set) var ruleProtocol: RoutingName?
    /// `ipproto`
    package internal(set) var transportProtocol: UInt8?
    package internal(set) var sourcePorts: ClosedRange<UInt16>?
    package internal(set) var destinationPorts: ClosedRange<UInt16>?
    /// `no_track`: its loss is no fault of the instance.
    package internal(set) var isUntracked = false

    package init() {}
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
