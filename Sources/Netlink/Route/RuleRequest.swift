import Addresses
import CNetlink

/// What `RTM_NEWRULE` and `RTM_DELRULE` carry for one rule.
struct RuleRequest: Sendable {
    private let rule: RuleSpecification

    init(specification: RuleSpecification) {
        rule = specification
    }

    func write(into writer: inout AttributeWriter) {
        writeHeader(&writer)
        if let destination = rule.destination { writer.bytes(UInt16(FRA_DST), destination.address.bytes) }
        if let source = rule.source { writer.bytes(UInt16(FRA_SRC), source.address.bytes) }
        writer.number(UInt16(FRA_PRIORITY), rule.preference)
        switch rule.action {
        case .table(let table) where table > UInt8.max: writer.number(UInt16(FRA_TABLE), table)
        case .goto(let preference): writer.number(UInt16(FRA_GOTO), preference)
        case .table, .nop, .blackhole, .unreachable, .prohibit: break
        }
        if let mark = rule.mark { writer.number(UInt16(FRA_FWMARK), mark) }
        if let mask = rule.markMask { writer.number(UInt16(FRA_FWMASK), mask) }
        if let name = rule.inputInterface { writer.text(UInt16(FRA_IIFNAME), name.description) }
        if let name = rule.outputInterface { writer.text(UInt16(FRA_OIFNAME), name.description) }
        if let realms = rule.realms { writer.number(UInt16(FRA_FLOW), realms) }
        if let length = rule.suppressedPrefixLength {
            writer.number(UInt16(FRA_SUPPRESS_PREFIXLEN), length)
        }
        if let group = rule.suppressedInterfaceGroup { writer.number(UInt16(FRA_SUPPRESS_IFGROUP), group) }
        if let id = rule.tunnelID { writer.number(UInt16(FRA_TUN_ID), id.bigEndian) }
        if rule.usesVRFTable { writer.number(UInt16(FRA_L3MDEV), UInt8(1)) }
        if let users = rule.userIDs {
            writer.numbers(UInt16(FRA_UID_RANGE), [users.lowerBound, users.upperBound])
        }
        writer.number(UInt16(FRA_PROTOCOL), rule.origin)
        if let number = rule.transportProtocol { writer.number(UInt16(FRA_IP_PROTO), number) }
        if let ports = rule.sourcePorts { writer.numbers(UInt16(FRA_SPORT_RANGE), [ports.kernelNumber]) }
        if let ports = rule.destinationPorts { writer.numbers(UInt16(FRA_DPORT_RANGE), [ports.kernelNumber]) }
    }

    /// `struct fib_rule_hdr`
    private func writeHeader(_ writer: inout AttributeWriter) {
        writer.fixed(UInt8(rule.family.kernelNumber))
        writer.fixed(UInt8(rule.destination?.length ?? 0))
        writer.fixed(UInt8(rule.source?.length ?? 0))
        writer.fixed(rule.typeOfService)
        let (table, action) = actionNumbers
        writer.fixed(table)
        writer.fixed(UInt16(0))
        writer.fixed(action)
        writer.fixed(UInt32(rule.isInverted ? FIB_RULE_INVERT : 0))
    }

    private var actionNumbers: (table: UInt8, action: UInt8) {
        switch rule.action {
        case .table(let table): (table > UInt8.max ? 0 : UInt8(table), UInt8(FR_ACT_TO_TBL))
        case .goto: (0, UInt8(FR_ACT_GOTO))
        case .nop: (0, UInt8(FR_ACT_NOP))
        case .blackhole: (0, UInt8(FR_ACT_BLACKHOLE))
        case .unreachable: (0, UInt8(FR_ACT_UNREACHABLE))
        case .prohibit: (0, UInt8(FR_ACT_PROHIBIT))
        }
    }
}

extension ClosedRange<UInt16> {
    /// `struct fib_rule_port_range`: two numbers of 16 bits in the host's byte order, the first one in front.
    fileprivate var kernelNumber: UInt32 { UInt32(lowerBound) | UInt32(upperBound) << 16 }
}
