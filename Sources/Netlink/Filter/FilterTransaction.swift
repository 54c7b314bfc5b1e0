import CNetlink

/// Changes to a filter's table of which the kernel carries out everything or nothing.
struct FilterTransaction {
    /// A comment that `nft` shows, by which the table is known as ours: type, length, text and NUL.
    static let mark: [UInt8] = {
        let text = Array("addresses that take no packets: swiftlvsd's".utf8) + [0]
        return [0, UInt8(truncatingIfNeeded: text.count)] + text
    }()

    /// `struct nfgenmsg`
    static let headerSize = MemoryLayout<nfgenmsg>.size
    private static let chain = "input"

    private let table: String
    private var batch = Batch()

    init(of table: String) {
        self.table = table
        frame(NFNL_MSG_BATCH_BEGIN)
    }

    /// The messages with their frame.
    consuming func finished() -> Batch {
        frame(NFNL_MSG_BATCH_END)
        return batch
    }

    static func messageType(_ type: nf_tables_msg_types) -> UInt16 {
        UInt16(NFNL_SUBSYS_NFTABLES) << 8 | UInt16(truncatingIfNeeded: type.rawValue)
    }

    static func writeHeader(into writer: inout AttributeWriter) {
        writer.fixed(UInt8(truncatingIfNeeded: Int(NFPROTO_INET)))
        writer.fixed(UInt8(NFNETLINK_V0))
        writer.fixed(UInt16(0))
    }

    // MARK: Changes

    /// Makes the table anew, empty of addresses, whether there was one or not.
    mutating func replaceTable(_ description: FilterTable) {
        // The first one is for the removal, which must find a table.
        addTable()
        removeTable()
        addTable()
        for set in ClosedSet.allCases { add(set) }
        addChain(priority: description.priority)
        let counter = description.counts ? [FilterExpression.counter] : []
        addRule(ClosedSet.ipv4.match + counter + [.verdict(NF_DROP)])
        addRule(Self.neighbourDiscovery + [.verdict(NF_ACCEPT)])
        addRule(ClosedSet.ipv6.match + counter + [.verdict(NF_DROP)])
        addRule(ClosedSet.linkLocal.match + counter + [.verdict(NF_DROP)])
    }

    mutating func removeTable() {
        add(NFT_MSG_DELTABLE) { [table] in $0.text(NFTA_TABLE_NAME, table) }
    }

    /// Puts an address into its set; one that is there stays.
    mutating func close(_ address: ClosedAddress) {
        changeElement(NFT_MSG_NEWSETELEM, NLM_F_CREATE, address)
    }

    /// Takes an address out of its set, where it must be.
    mutating func open(_ address: ClosedAddress) {
        changeElement(NFT_MSG_DELSETELEM, 0, address)
    }

    // MARK: Messages

    /// ICMPv6 types 135 and 136.
    private static let neighbourDiscovery: [FilterExpression] = [
        .meta(NFT_META_NFPROTO, into: NFT_REG_1), .equals([UInt8(truncatingIfNeeded: Int(NFPROTO_IPV6))]),
        .meta(NFT_META_L4PROTO, into: NFT_REG_1), .equals([UInt8(truncatingIfNeeded: Int(IPPROTO_ICMPV6))]),
        .payload(NFT_PAYLOAD_TRANSPORT_HEADER, at: 0, count: 1, into: NFT_REG_1), .isIn(135...136),
    ]

    private mutating func addTable() {
        add(NFT_MSG_NEWTABLE, NLM_F_CREATE) { [table] in
            $0.text(NFTA_TABLE_NAME, table)
            $0.bytes(NFTA_TABLE_USERDATA, Self.mark)
        }
    }

    private mutating func add(_ set: ClosedSet) {
        add(NFT_MSG_NEWSET, NLM_F_CREATE) { [table] in
            $0.text(NFTA_SET_TABLE, table)
            $0.text(NFTA_SET_NAME, set.rawValue)
            $0.number(NFTA_SET_KEY_TYPE, set.keyType)
            $0.number(NFTA_SET_KEY_LEN, set.keySize)
            $0.number(NFTA_SET_ID, set.identifier)
        }
    }

    private mutating func addChain(priority: Int32) {
        add(NFT_MSG_NEWCHAIN, NLM_F_CREATE) { [table] in
            $0.text(NFTA_CHAIN_TABLE, table)
            $0.text(NFTA_CHAIN_NAME, Self.chain)
            $0.nested(NFTA_CHAIN_HOOK) {
                $0.number(NFTA_HOOK_HOOKNUM, NF_INET_LOCAL_IN.rawValue)
                $0.number(NFTA_HOOK_PRIORITY, UInt32(bitPattern: priority))
            }
            $0.number(NFTA_CHAIN_POLICY, UInt32(NF_ACCEPT))
            $0.text(NFTA_CHAIN_TYPE, "filter")
        }
    }

    private mutating func addRule(_ steps: [FilterExpression]) {
        add(NFT_MSG_NEWRULE, NLM_F_CREATE | NLM_F_APPEND) { [table] in
            $0.text(NFTA_RULE_TABLE, table)
            $0.text(NFTA_RULE_CHAIN, Self.chain)
            $0.nested(NFTA_RULE_EXPRESSIONS) { writer in
                for step in steps { step.write(into: &writer) }
            }
        }
    }

    private mutating func changeElement(_ type: nf_tables_msg_types, _ flags: Int32, _ address: ClosedAddress) {
        add(type, flags) { [table] in
            $0.text(NFTA_SET_ELEM_LIST_TABLE, table)
            $0.text(NFTA_SET_ELEM_LIST_SET, ClosedSet(address).rawValue)
            $0.nested(NFTA_SET_ELEM_LIST_ELEMENTS) {
                $0.nested(NFTA_LIST_ELEM) {
                    $0.nested(NFTA_SET_ELEM_KEY) { $0.bytes(NFTA_DATA_VALUE, ClosedSet.key(of: address)) }
                }
            }
        }
    }

    private mutating func add(
        _ type: nf_tables_msg_types, _ flags: Int32 = 0, _ attributes: (inout AttributeWriter) -> Void
    ) {
        batch.add(type: Self.messageType(type), flags: flags) { writer in
            Self.writeHeader(into: &writer)
            attributes(&writer)
        }
    }

    /// The message that begins or ends the transaction; it names the subsystem.
    private mutating func frame(_ type: Int32) {
        batch.add(type: UInt16(type)) { writer in
            writer.fixed(UInt8(AF_UNSPEC))
            writer.fixed(UInt8(NFNETLINK_V0))
            writer.fixed(UInt16(NFNL_SUBSYS_NFTABLES).bigEndian)
        }
    }
}
