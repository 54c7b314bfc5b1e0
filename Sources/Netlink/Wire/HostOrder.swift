// Netlink numbers are in the host's byte order, unlike everything else on a network.

extension Span<UInt8> {
    /// The number at `offset` in the host's byte order, nil where its bytes are not all there.
    package func hostOrder<Number: FixedWidthInteger>(_: Number.Type, at offset: Int) -> Number? {
        let size = Number.bitWidth / 8
        guard offset >= 0, size <= count, offset <= count - size else { return nil }
        var value: Number = 0
        for index in 0..<size {
            value |= Number(truncatingIfNeeded: self[offset + index]) << Number(truncatingIfNeeded: index * 8)
        }
        return Number(littleEndian: value)
    }
}

extension OutputSpan<UInt8> {
    /// Appends a number in the host's byte order.
    @inline(__always)
    mutating func appendHostOrder(_ number: some FixedWidthInteger) {
        var rest = number.littleEndian
        for _ in 0..<number.bitWidth / 8 {
            append(UInt8(truncatingIfNeeded: rest))
            rest &>>= 8
        }
    }
}

extension [UInt8] {
    /// Appends a number in the host's byte order.
    @inline(__always)
    package mutating func appendHostOrder(_ number: some FixedWidthInteger) {
        append(addingCapacity: number.bitWidth / 8) { $0.appendHostOrder(number) }
    }
}
