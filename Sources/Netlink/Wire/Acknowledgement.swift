import CNetlink

/// The kernel's answer to one request (`NLMSG_ERROR`, which success uses, too) or the end of a dump (`NLMSG_DONE`).
package struct Acknowledgement: Hashable, Sendable {
    /// 0 for success.
    package let errno: Int32
    /// The kernel's explanation (extended acknowledgement), where it gave one.
    package let explanation: String?

    /// Nil where the message is neither an acknowledgement nor the end of a dump.
    package init?(_ message: borrowing Message) throws(DecodeFailure) {
        let attributesStart: Int
        switch Int32(message.header.type) {
        case NLMSG_ERROR:
            let requestLength = try message.field(UInt32.self, at: Self.requestOffset)
            // Without NETLINK_CAP_ACK the whole request comes back before the attributes.
            let echoed = message.header.hasFlag(NLM_F_CAPPED) ? MessageHeader.size : Int(requestLength)
            attributesStart = Self.requestOffset + echoed
        case NLMSG_DONE:
            attributesStart = Self.requestOffset
        default:
            return nil
        }
        errno = Int32(clamping: try message.field(Int32.self, at: 0).magnitude)
        guard message.header.hasFlag(NLM_F_ACK_TLVS) else {
            explanation = nil
            return
        }
        explanation = try Details(message.attributes(after: attributesStart)).text
    }

    /// Where `struct nlmsgerr` keeps the header of the request; the error code stands before it.
    private static let requestOffset = MemoryLayout<nlmsgerr>.offset(of: \.msg) ?? MemoryLayout<Int32>.size

    private struct Details: AttributeRecord {
        var text: String?

        mutating func fields(_ coder: inout AttributeCoder) {
            coder.text(Int(NLMSGERR_ATTR_MSG.rawValue), &text)
        }
    }
}
