import Netlink
import NodeConfiguration
import VRRPTransport

extension VirtualRule {
    /// What the transport needs of a line of `virtual_rules` or `static_rules`.
    init(_ line: RuleLine, names: RoutingNames) throws(UnknownRoutingName) {
        let names = LineNames(names: names, position: line.position)
        let action: RuleSpecification.Action
        switch line.action {
        case .table(let name): action = .table(try names.number(.table, name) ?? 0)
        case .vrfTable: action = .table(0)
        case .goto(let place): action = .goto(place)
        case .nop: action = .nop
        case .blackhole: action = .blackhole
        case .prohibit: action = .prohibit
        case .unreachable: action = .unreachable
        }
        var rule = RuleSpecification(line.family, preference: line.preference, action)
        let conditions = line.conditions
        rule.isInverted = conditions.isInverted
        rule.source = conditions.from
        rule.destination = conditions.to
        rule.typeOfService = try names.byte(.typeOfService, conditions.tos) ?? 0
        rule.mark = conditions.firewallMark?.mark
        rule.markMask = conditions.firewallMark?.mask
        rule.inputInterface = conditions.inputInterface
        rule.outputInterface = conditions.outputInterface
        rule.realms = try names.realms(conditions.realms)
        rule.suppressedPrefixLength = conditions.suppressedPrefixLength.map { UInt32(truncatingIfNeeded: $0) }
        rule.suppressedInterfaceGroup = try names.number(.group, conditions.suppressedInterfaceGroup)
        rule.tunnelID = conditions.tunnelID
        rule.userIDs = conditions.userIDs
        rule.usesVRFTable = line.action == .vrfTable
        if let origin = try names.byte(.origin, conditions.ruleProtocol) { rule.origin = origin }
        rule.transportProtocol = conditions.transportProtocol
        rule.sourcePorts = conditions.sourcePorts
        rule.destinationPorts = conditions.destinationPorts
        self.init(rule, isUntracked: conditions.isUntracked)
    }
}
