import CNetlink

/// One attribute as it lies in a received datagram: a type and the bytes of its value.
package struct Attribute: ~Escapable {
    /// The type without the flag bits.
    package let type: UInt16
    package let value: Span<UInt8>
    /// Where the value begins, in bytes from the start of the datagram.
    package let offset: Int

    @_lifetime(copy value)
    init(type: UInt16, value: Span<UInt8>, offset: Int) {
        self.type = type
        self.value = value
        self.offset = offset
    }

    /// The value as one number in the host's byte order; any other size is a failure.
    package func number<Number: FixedWidthInteger>(_ type: Number.Type) throws(DecodeFailure) -> Number {
        let size = Number.bitWidth / 8
        guard value.count == size, let number = value.hostOrder(type, at: 0) else {
            throw DecodeFailure(.size(expected: size, found: value.count), at: offset, in: value)
        }
        return number
    }

    /// The value as a struct of `count` 32-bit numbers in the host's byte order; any other size is a failure.
    package func numbers(_ count: Int) throws(DecodeFailure) -> [UInt32] {
        let numbers = stride(from: 0, to: value.count, by: 4).compactMap { value.hostOrder(UInt32.self, at: $0) }
        guard value.count == count * 4, numbers.count == count else {
            throw DecodeFailure(.size(expected: count * 4, found: value.count), at: offset, in: value)
        }
        return numbers
    }

    /// The value's bytes.
    package func bytes() -> [UInt8] {
        (0..<value.count).map { value[$0] }
    }

    /// The value as a text; one NUL at its end is left out.
    package func text() throws(DecodeFailure) -> String {
        var bytes = bytes()
        if bytes.last == 0 { bytes.removeLast() }
        guard !bytes.contains(0), let text = String(validating: bytes, as: UTF8.self) else {
            throw DecodeFailure(.text, at: offset, in: value)
        }
        return text
    }

    /// The attributes inside this one.
    @_lifetime(copy self)
    package func nested() -> AttributeReader {
        AttributeReader(value, at: offset)
    }
}

/// Walks over attributes (`struct nlattr`) that lie side by side. Every step goes forward by at least a header's size
/// or fails, so hostile lengths neither loop nor read beyond the bytes.
public struct AttributeReader: ~Escapable {
    /// Bytes of an attribute's header: length and type.
    static let headerSize = MemoryLayout<nlattr>.size
    /// Set in the type of an attribute that holds attributes.
    static let nestedFlag = UInt16(truncatingIfNeeded: NLA_F_NESTED)

    /// The size that `length` bytes take with the padding after them.
    static func aligned(_ length: Int) -> Int { Int(cnetlink_align(length)) }

    let bytes: Span<UInt8>
    /// Where `bytes` begins in the datagram.
    let start: Int
    private var position = 0

    /// - Parameter start: where `bytes` begins in the datagram; failures count from there.
    @_lifetime(copy bytes)
    package init(_ bytes: Span<UInt8>, at start: Int = 0) {
        self.bytes = bytes
        self.start = start
    }

    /// The next attribute, nil at the end. After a failure the rest has no meaning.
    @_lifetime(copy self)
    package mutating func next() throws(DecodeFailure) -> Attribute? {
        guard position < bytes.count else { return nil }
        let rest = bytes.extracting(position..<bytes.count)
        guard let length = rest.hostOrder(UInt16.self, at: 0), let type = rest.hostOrder(UInt16.self, at: 2) else {
            throw DecodeFailure(.truncatedAttributeHeader, at: start + position, in: rest)
        }
        guard Int(length) >= Self.headerSize, Int(length) <= rest.count else {
            throw DecodeFailure(.attributeLength(length), at: start + position, in: rest)
        }
        let value = rest.extracting(Self.headerSize..<Int(length))
        let offset = start + position + Self.headerSize
        position += cnetlink_align(Int(length))
        return Attribute(type: cnetlink_attribute_type(type), value: value, offset: offset)
    }
}
