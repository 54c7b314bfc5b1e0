import Bytes

/// Bytes from a netlink socket that do not mean what they should: where, which, and why.
public struct DecodeFailure: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Reason: Hashable, Sendable {
        /// Fewer bytes are left than a message header takes.
        case truncatedMessageHeader
        /// A message's length field is smaller than its header or goes beyond the datagram.
        case messageLength(UInt32)
        /// Fewer bytes are left than an attribute header takes.
        case truncatedAttributeHeader
        /// An attribute's length field is smaller than its header or goes beyond what holds it.
        case attributeLength(UInt16)
        /// A fixed header or a value of `expected` bytes has `found`.
        case size(expected: Int, found: Int)
        /// A text that is not UTF-8, or that holds a NUL before its end.
        case text
        /// An attribute that the message cannot do without is not there.
        case missingAttribute(UInt16)
    }

    package let reason: Reason
    /// Where the fault begins, in bytes from the start of the datagram.
    package let offset: Int
    /// The bytes at fault, 16 at most.
    package let bytes: [UInt8]

    package init(_ reason: Reason, at offset: Int, in bytes: Span<UInt8>) {
        self.reason = reason
        self.offset = offset
        self.bytes = (0..<min(bytes.count, 16)).map { bytes[$0] }
    }

    public var description: String {
        let what =
            switch reason {
            case .truncatedMessageHeader: "a message header is cut short"
            case .messageLength(let length): "a message claims \(length) bytes"
            case .truncatedAttributeHeader: "an attribute header is cut short"
            case .attributeLength(let length): "an attribute claims \(length) bytes"
            case .size(let expected, let found): "\(expected) bytes expected, \(found) found"
            case .text: "not a text"
            case .missingAttribute(let type): "attribute \(type) is missing"
            }
        return "\(what) at offset \(offset): \(HexText.encode(bytes))"
    }
}
