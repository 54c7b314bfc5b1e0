import CNetlink

/// A step of a rule (`NFTA_EXPR_…`). A comparison that fails, or an address that is not in the set, ends the rule.
enum FilterExpression {
    /// Loads a fact about the packet, such as the family, into a register.
    case meta(nft_meta_keys, into: nft_registers)
    /// Loads bytes of one of the packet's headers into a register.
    case payload(nft_payload_bases, at: UInt32, count: UInt32, into: nft_registers)
    /// The first register holds these bytes.
    case equals([UInt8])
    /// The first register holds one of these bytes.
    case isIn(ClosedRange<UInt8>)
    /// What begins with the first register is in a set.
    case lookup(ClosedSet)
    case counter
    /// What becomes of the packet in this chain (`NF_DROP`, `NF_ACCEPT`).
    case verdict(Int32)

    private var name: String {
        switch self {
        case .meta: "meta"
        case .payload: "payload"
        case .equals: "cmp"
        case .isIn: "range"
        case .lookup: "lookup"
        case .counter: "counter"
        case .verdict: "immediate"
        }
    }

    func write(into writer: inout AttributeWriter) {
        writer.nested(NFTA_LIST_ELEM) { writer in
            writer.text(NFTA_EXPR_NAME, name)
            writer.nested(NFTA_EXPR_DATA, writeData)
        }
    }

    private func writeData(into writer: inout AttributeWriter) {
        switch self {
        case .meta(let key, let register):
            writer.number(NFTA_META_KEY, key.rawValue)
            writer.number(NFTA_META_DREG, register.rawValue)
        case .payload(let base, let offset, let count, let register):
            writer.number(NFTA_PAYLOAD_DREG, register.rawValue)
            writer.number(NFTA_PAYLOAD_BASE, base.rawValue)
            writer.number(NFTA_PAYLOAD_OFFSET, offset)
            writer.number(NFTA_PAYLOAD_LEN, count)
        case .equals(let bytes):
            writer.number(NFTA_CMP_SREG, NFT_REG_1.rawValue)
            writer.number(NFTA_CMP_OP, NFT_CMP_EQ.rawValue)
            writer.nested(NFTA_CMP_DATA) { $0.bytes(NFTA_DATA_VALUE, bytes) }
        case .isIn(let range):
            writer.number(NFTA_RANGE_SREG, NFT_REG_1.rawValue)
            writer.number(NFTA_RANGE_OP, NFT_RANGE_EQ.rawValue)
            writer.nested(NFTA_RANGE_FROM_DATA) { $0.bytes(NFTA_DATA_VALUE, [range.lowerBound]) }
            writer.nested(NFTA_RANGE_TO_DATA) { $0.bytes(NFTA_DATA_VALUE, [range.upperBound]) }
        case .lookup(let set):
            writer.text(NFTA_LOOKUP_SET, set.rawValue)
            writer.number(NFTA_LOOKUP_SREG, NFT_REG_1.rawValue)
        case .counter:
            break
        case .verdict(let verdict):
            writer.number(NFTA_IMMEDIATE_DREG, NFT_REG_VERDICT.rawValue)
            writer.nested(NFTA_IMMEDIATE_DATA) { writer in
                writer.nested(NFTA_DATA_VERDICT) { $0.number(NFTA_VERDICT_CODE, UInt32(bitPattern: verdict)) }
            }
        }
    }
}
