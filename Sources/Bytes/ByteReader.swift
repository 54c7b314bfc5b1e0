/// A bounds-checked cursor over bytes it does not own: no copy, no pointer, one check for each field.
///
/// Numbers are read in network byte order unless the name says otherwise.
public struct ByteReader: ~Escapable {
    private let bytes: Span<UInt8>
    /// How far the cursor has come, in bytes from the start.
    public private(set) var offset = 0

    @_lifetime(copy bytes)
    public init(_ bytes: Span<UInt8>) {
        self.bytes = bytes
    }

    /// Bytes not yet read.
    public var remaining: Int { bytes.count - offset }

    public mutating func readUInt8() throws(UnexpectedEnd) -> UInt8 {
        let start = try advance(by: 1)
        return bytes[start]
    }

    public mutating func readUInt16() throws(UnexpectedEnd) -> UInt16 {
        let start = try advance(by: 2)
        return UInt16(bytes[start]) << 8 | UInt16(bytes[start + 1])
    }

    public mutating func readUInt32() throws(UnexpectedEnd) -> UInt32 {
        let start = try advance(by: 4)
        return UInt32(bytes[start]) << 24 | UInt32(bytes[start + 1]) << 16 | UInt32(bytes[start + 2]) << 8
            | UInt32(bytes[start + 3])
    }

    public mutating func readUInt64() throws(UnexpectedEnd) -> UInt64 {
        let high = try readUInt32()
        let low = try readUInt32()
        return UInt64(high) << 32 | UInt64(low)
    }

    /// Copies the next `count` bytes.
    public mutating func readBytes(_ count: Int) throws(UnexpectedEnd) -> [UInt8] {
        let start = try advance(by: count)
        return (start..<start + count).map { bytes[$0] }
    }

    public mutating func skip(_ count: Int) throws(UnexpectedEnd) {
        _ = try advance(by: count)
    }

    private mutating func advance(by count: Int) throws(UnexpectedEnd) -> Int {
        guard count >= 0, count <= remaining else {
            throw UnexpectedEnd(offset: offset, needed: count, available: remaining)
        }
        defer { offset += count }
        return offset
    }
}
