import CNetlink

/// A message as it lies in a received datagram.
package struct Message: ~Escapable {
    package let header: MessageHeader
    /// What follows the header.
    package let payload: Span<UInt8>
    /// Where the payload begins, in bytes from the start of the datagram.
    package let offset: Int

    @_lifetime(copy payload)
    init(header: MessageHeader, payload: Span<UInt8>, offset: Int) {
        self.header = header
        self.payload = payload
        self.offset = offset
    }

    /// The attributes after a fixed header of `size` bytes.
    @_lifetime(copy self)
    package func attributes(after size: Int) throws(DecodeFailure) -> AttributeReader {
        let start = cnetlink_align(size)
        guard payload.count >= size else {
            throw DecodeFailure(.size(expected: size, found: payload.count), at: offset, in: payload)
        }
        let first = min(start, payload.count)
        return AttributeReader(payload.extracting(first..<payload.count), at: offset + first)
    }

    /// A number of the fixed header, in the host's byte order.
    package func field<Number: FixedWidthInteger>(
        _ type: Number.Type, at position: Int?
    ) throws(DecodeFailure) -> Number {
        guard let position, let number = payload.hostOrder(type, at: position) else {
            let expected = (position ?? 0) + Number.bitWidth / 8
            throw DecodeFailure(.size(expected: expected, found: payload.count), at: offset, in: payload)
        }
        return number
    }
}

/// Walks over the messages of one datagram.
package struct MessageReader: ~Escapable {
    private let datagram: Span<UInt8>
    private var offset = 0

    @_lifetime(copy datagram)
    package init(_ datagram: Span<UInt8>) {
        self.datagram = datagram
    }

    /// The next message, nil at the end. After a failure the rest of the datagram has no meaning.
    @_lifetime(copy self)
    package mutating func next() throws(DecodeFailure) -> Message? {
        guard offset < datagram.count else { return nil }
        let rest = datagram.extracting(offset..<datagram.count)
        guard
            let length = rest.hostOrder(UInt32.self, at: 0),
            let type = rest.hostOrder(UInt16.self, at: 4),
            let flags = rest.hostOrder(UInt16.self, at: 6),
            let sequence = rest.hostOrder(UInt32.self, at: 8),
            let portID = rest.hostOrder(UInt32.self, at: 12)
        else { throw DecodeFailure(.truncatedMessageHeader, at: offset, in: rest) }
        guard length >= UInt32(MessageHeader.size), length <= UInt32(clamping: rest.count) else {
            throw DecodeFailure(.messageLength(length), at: offset, in: rest)
        }
        let payload = rest.extracting(MessageHeader.size..<Int(length))
        let start = offset + MessageHeader.size
        offset += cnetlink_align(Int(length))
        let header = MessageHeader(type: type, flags: flags, sequence: sequence, portID: portID)
        return Message(header: header, payload: payload, offset: start)
    }

    /// Hands each message of a datagram to `body`.
    package static func forEach(
        in datagram: Span<UInt8>, _ body: (borrowing Message) throws(DecodeFailure) -> Void
    ) throws(DecodeFailure) {
        var messages = MessageReader(datagram)
        while let message = try messages.next() { try body(message) }
    }
}
