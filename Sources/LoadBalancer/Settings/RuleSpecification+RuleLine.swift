import Netlink
import NodeConfiguration

extension VirtualRule {
    /// What the transport needs of a line of `virtual_rules` or `static_rules`.
    ///
    /// - Parameter preference: for a line that gives none.
    init(_ line: RuleLine, preference: UInt32, names: RoutingNames) throws(UnknownRoutingName) {
        let names = LineNames(names: names, position: line.position)
        let action: RuleSpecification.Action
        switch line.action {
        case .table(let name): action = .table(try names.number(.table, name) ?? 0)
        case .goto(let place): action = .goto(place)
        case .nop: action = .nop
        case .blackhole: action = .blackhole
        case .prohibit: action = .prohibit
        case .unreachable: action = .unreachable
        }
        var rule = RuleSpecification(line.family, preference: line.preference ?? preference, action)
        rule.isInverted = line.isInverted
        rule.source = line.from
        rule.destination = line.to
        rule.typeOfService = try names.byte(.typeOfService, line.tos) ?? 0
        rule.mark = line.firewallMark?.mark
        rule.markMask = line.firewallMark?.mask
        rule.inputInterface = line.inputInterface
        rule.outputInterface = line.outputInterface
        rule.realms = try names.realms(line.realms)
        rule.suppressedPrefixLength = line.suppressedPrefixLength.map { UInt32(truncatingIfNeeded: $0) }
        rule.suppressedInterfaceGroup = try names.number(.group, line.suppressedInterfaceGroup)
        rule.tunnelID = line.tunnelID
        rule.userIDs = line.userIDs
        rule.usesVRFTable = line.usesVRFTable
        if let origin = try names.byte(.origin, line.ruleProtocol) { rule.origin = origin }
        rule.transportProtocol = line.transportProtocol
        rule.sourcePorts = line.sourcePorts
        rule.destinationPorts = line.destinationPorts
        self.init(rule, isUntracked: line.isUntracked)
    }
}

extension [VirtualRule] {
    /// Where rules without a preference begin, counting down (keepalived's `RULE_START_PRIORITY`).
    private static let firstPreference: UInt32 = 16_384

    /// The rules of some lines; those without a preference are numbered downwards.
    ///
    /// - Parameter count: how many were numbered before.
    init(_ lines: [RuleLine], numbered count: inout UInt32, names: RoutingNames) throws(UnknownRoutingName) {
        self = []
        for line in lines {
            append(try VirtualRule(line, preference: Self.firstPreference &- count, names: names))
            if line.preference == nil { count += 1 }
        }
    }
}
