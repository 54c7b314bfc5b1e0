/// Writes messages and their attributes one after the other into one buffer.
///
/// Length fields are filled in when a message or a nested attribute ends. Values longer than an attribute can hold
/// (65,531 bytes) are cut.
public struct AttributeWriter: Sendable {
    /// Bytes a single attribute's value may have.
    private static let longestValue = Int(UInt16.max) - AttributeReader.headerSize

    package private(set) var bytes: [UInt8] = []

    package init(reserving capacity: Int = 0) {
        bytes.reserveCapacity(capacity)
    }

    /// Appends a message; `body` writes its fixed header and attributes.
    package mutating func message(_ header: MessageHeader, _ body: (inout AttributeWriter) -> Void) {
        let start = bytes.count
        bytes.append(addingCapacity: MessageHeader.size) { span in
            span.appendHostOrder(UInt32(0))
            span.appendHostOrder(header.type)
            span.appendHostOrder(header.flags)
            span.appendHostOrder(header.sequence)
            span.appendHostOrder(header.portID)
        }
        body(&self)
        patch(UInt32(truncatingIfNeeded: bytes.count - start), at: start)
        pad()
    }

    /// Appends a number of a fixed header, in the host's byte order.
    package mutating func fixed(_ number: some FixedWidthInteger) {
        bytes.appendHostOrder(number)
    }

    /// Appends an attribute that holds one number in the host's byte order.
    @inline(__always)
    package mutating func number(_ type: UInt16, _ number: some FixedWidthInteger) {
        let length = AttributeReader.headerSize + number.bitWidth / 8
        let end = AttributeReader.aligned(length)
        bytes.append(addingCapacity: end) { span in
            span.appendHostOrder(UInt16(truncatingIfNeeded: length))
            span.appendHostOrder(type)
            span.appendHostOrder(number)
            for _ in length..<end { span.append(0) }
        }
    }

    /// Appends an attribute that holds a struct of 32-bit numbers in the host's byte order.
    package mutating func numbers(_ type: UInt16, _ numbers: [UInt32]) {
        header(type, valueSize: numbers.count * 4)
        for number in numbers { bytes.appendHostOrder(number) }
    }

    /// Appends an attribute that holds bytes.
    package mutating func bytes(_ type: UInt16, _ value: [UInt8]) {
        let value = value.prefix(Self.longestValue)
        header(type, valueSize: value.count)
        bytes.append(contentsOf: value)
        pad()
    }

    /// Appends an attribute that holds a text and the NUL at its end.
    package mutating func text(_ type: UInt16, _ text: String) {
        let characters = text.utf8.prefix(Self.longestValue - 1)
        header(type, valueSize: characters.count + 1)
        bytes.append(contentsOf: characters)
        bytes.append(0)
        pad()
    }

    /// Appends an attribute that holds the attributes `body` writes.
    package mutating func nested(_ type: UInt16, _ body: (inout AttributeWriter) -> Void) {
        let start = beginNest(type)
        body(&self)
        endNest(from: start)
    }

    /// Begins an attribute that holds those that are appended until `endNest`, and returns where it begins.
    mutating func beginNest(_ type: UInt16) -> Int {
        defer { header(type | AttributeReader.nestedFlag, valueSize: 0) }
        return bytes.count
    }

    mutating func endNest(from start: Int) {
        patch(UInt16(clamping: bytes.count - start), at: start)
    }

    /// Adds flags to a message already written.
    ///
    /// - Precondition: a message begins at `position`.
    package mutating func addFlags(_ flags: Int32, toMessageAt position: Int) {
        let added = UInt16(truncatingIfNeeded: flags)
        patch((bytes.span.hostOrder(UInt16.self, at: position + 6) ?? 0) | added, at: position + 6)
    }

    /// Numbers a message already written.
    ///
    /// - Precondition: a message begins at `position`.
    package mutating func setSequence(_ sequence: UInt32, ofMessageAt position: Int) {
        patch(sequence, at: position + 8)
    }

    private mutating func header(_ type: UInt16, valueSize: Int) {
        bytes.append(addingCapacity: AttributeReader.headerSize) { span in
            span.appendHostOrder(UInt16(truncatingIfNeeded: AttributeReader.headerSize + valueSize))
            span.appendHostOrder(type)
        }
    }

    private mutating func pad() {
        bytes.append(contentsOf: repeatElement(0, count: AttributeReader.aligned(bytes.count) - bytes.count))
    }

    private mutating func patch(_ number: some FixedWidthInteger, at position: Int) {
        var value = number.littleEndian
        for index in 0..<value.bitWidth / 8 {
            bytes[position + index] = UInt8(truncatingIfNeeded: value)
            value >>= 8
        }
    }
}
