import Addresses

/// `use_vmac` as it stands in the file.
struct VirtualMACDraft {
    var name: InterfaceName?
    /// Five bytes are completed with the virtual router's id.
    var addressBytes: [UInt8]?
    var group: RoutingName?
}

extension Keyword<VRRPInstanceDraft> {
    static var virtualMAC: [Keyword] {
        [
            Keyword("use_vmac", [.word("options")]) { statement, draft, context in
                context.refuseBlock(of: statement)
                do {
                    let value = try readVirtualMAC(statement, &context)
                    context.store(value, of: statement, in: &draft.virtualMAC)
                } catch {
                    context.store(nil, of: statement, in: &draft.virtualMAC)
                }
            },
            .flag("use_vmac_addr", \.virtualMACOfAddresses),
            .flag("vmac_xmit_base", \.transmitsFromBase),
        ]
    }

    /// Reads `[[name] IF] [MAC] [netlink_notify_msg] [group G]`.
    private static func readVirtualMAC(
        _ statement: Statement, _ context: inout ReadingContext
    ) throws(BadLine) -> VirtualMACDraft {
        var words = LineWords(statement)
        _ = words.next()
        var draft = VirtualMACDraft()
        while let word = words.next() {
            switch word.text {
            case "name":
                draft.name = try words.value(.interfaceName, of: word, &context)
            case "group":
                draft.group = try words.value(RoutingNames.interfaceGroup, of: word, &context)
            case "netlink_notify_msg":
                context.warnWithoutEffect(
                    word.text, "links are looked at when they are made", at: word.position)
            case let text where text.contains(":"):
                guard draft.addressBytes == nil, let bytes = hardwareAddress(text) else {
                    try context.fail("'\(text)' is no hardware address of 5 or 6 bytes", at: word.position)
                }
                draft.addressBytes = bytes
            case let text:
                guard draft.name == nil, let name = InterfaceName(text) else {
                    try context.fail("'\(text)' is too much for 'use_vmac'", at: word.position)
                }
                draft.name = name
            }
        }
        return draft
    }

    /// Five or six bytes of a unicast address.
    private static func hardwareAddress(_ text: String) -> [UInt8]? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        let bytes = parts.compactMap { part -> UInt8? in
            guard (1...2).contains(part.utf8.count), part.first != "+", part.first != "-" else { return nil }
            return UInt8(part, radix: 16)
        }
        guard bytes.count == parts.count, (5...6).contains(bytes.count), let first = bytes.first, first & 1 == 0
        else { return nil }
        return bytes
    }
}
