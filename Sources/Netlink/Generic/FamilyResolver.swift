import CNetlink

/// Generic netlink families have numbers that the kernel hands out at run time; this asks for one by name.
package enum FamilyResolver {
    /// The number of the family `name`.
    ///
    /// Where the family is missing the kernel first tries to load the module that brings it; `ENOENT` means that there
    /// is none.
    package static func identifier(of name: String, over connection: NetlinkConnection) throws(NetlinkError) -> UInt16 {
        let attempt = "resolving the generic netlink family \(name)"
        let header = GenericHeader(command: UInt8(CTRL_CMD_GETFAMILY), version: 1)
        let family = try connection.get(attempt, type: UInt16(GENL_ID_CTRL)) { writer in
            header.write(into: &writer)
            Family(name: name).write(into: &writer)
        } decode: { message throws(DecodeFailure) -> UInt16? in
            guard let identifier = try Family(message.attributes(after: GenericHeader.size)).identifier else {
                let missing = DecodeFailure.Reason.missingAttribute(UInt16(CTRL_ATTR_FAMILY_ID))
                throw DecodeFailure(missing, at: message.offset, in: message.payload)
            }
            return identifier
        }
        guard let family else { throw NetlinkError(attempt, errno: ENOENT) }
        return family
    }

    private struct Family: AttributeRecord {
        var identifier: UInt16?
        var name: String?

        init() {}

        init(name: String) {
            self.name = name
        }

        mutating func fields(_ coder: inout AttributeCoder) {
            coder.number(Int(CTRL_ATTR_FAMILY_ID), &identifier)
            coder.text(Int(CTRL_ATTR_FAMILY_NAME), &name)
        }
    }
}
