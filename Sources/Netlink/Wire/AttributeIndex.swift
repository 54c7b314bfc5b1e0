/// Where the attributes that lie side by side begin and end, by type: read through once, then found at once.
struct AttributeIndex: ~Escapable {
    /// Types below this are found without a search: all of IPVS's and all that are read of rtnetlink's.
    private static let directTypes = 32

    private let bytes: Span<UInt8>
    /// Where `bytes` begins in the datagram.
    private let start: Int
    /// The bounds of each value in `bytes`; both 0 where there is none of that type.
    private var bounds = InlineArray<32, (lower: UInt32, upper: UInt32)>(repeating: (0, 0))

    /// An index of nothing.
    @_lifetime(immortal)
    init() {
        bytes = Span()
        start = 0
    }

    @_lifetime(copy attributes)
    init(_ attributes: consuming AttributeReader) throws(DecodeFailure) {
        bytes = attributes.bytes
        start = attributes.start
        while let attribute = try attributes.next() {
            guard Int(attribute.type) < Self.directTypes else { continue }
            let lower = attribute.offset - start
            bounds[Int(attribute.type)] = (
                UInt32(truncatingIfNeeded: lower), UInt32(truncatingIfNeeded: lower + attribute.value.count)
            )
        }
    }

    /// The attribute of a type, nil where there is none; of two the last.
    @inline(__always)
    @_lifetime(copy self)
    func attribute(_ type: Int) -> Attribute? {
        guard (0..<Self.directTypes).contains(type) else { return search(type) }
        let (lower, upper) = bounds[type]
        // A value comes after a header, so none begins at 0.
        guard lower > 0 else { return nil }
        return Attribute(
            type: UInt16(truncatingIfNeeded: type), value: bytes.extracting(Int(lower)..<Int(upper)),
            offset: start + Int(lower))
    }

    @_lifetime(copy self)
    private func search(_ type: Int) -> Attribute? {
        var attributes = AttributeReader(bytes, at: start)
        var found: Attribute?
        // That all can be read was seen before.
        while let attribute = try? attributes.next() {
            if Int(attribute.type) == type { found = attribute }
        }
        return found
    }
}
