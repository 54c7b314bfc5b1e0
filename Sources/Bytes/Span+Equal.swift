extension Span where Element == UInt8 {
    /// Whether both hold the same bytes. Many at a time: documents of many megabytes are compared.
    public func isEqual(to other: Span<UInt8>) -> Bool {
        guard count == other.count else { return false }
        let step = 64
        var offset = 0
        while offset + step <= count {
            let (left, right) = (extracting(offset..<offset + step), other.extracting(offset..<offset + step))
            // Without a way out of the loop, so that it becomes a few instructions on vectors.
            var difference: UInt8 = 0
            for index in 0..<step { difference |= left[index] ^ right[index] }
            guard difference == 0 else { return false }
            offset += step
        }
        while offset < count {
            guard self[offset] == other[offset] else { return false }
            offset += 1
        }
        return true
    }
}
