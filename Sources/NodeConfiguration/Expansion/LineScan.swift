/// The lines of a file, with what of them is not read as it stands.
struct LineScan {
    struct Line {
        /// Without its line feed and a carriage return before it.
        let range: Range<Int>
        let rangeWithEnd: Range<Int>
        /// Whether something in it is to be expanded.
        let needsExpansion: Bool

        var start: Int { range.lowerBound }
    }

    private static let words = ["include", "random_seed"].map { Array($0.utf8) }

    private let bytes: [UInt8]
    private var offset = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Whether any line of a file is not read as it stands.
    static func needsExpansion(_ bytes: [UInt8]) -> Bool {
        let span = bytes.span
        var place = 0
        while place < span.count {
            while place < span.count, span[place].isBlank { place += 1 }
            if place < span.count, isSpecial(bytes[place...]) { return true }
            while place < span.count {
                let byte = span[place]
                place += 1
                // Most bytes are letters, and larger than both.
                guard byte <= UInt8(ascii: "$") else { continue }
                if byte == UInt8(ascii: "$") { return true }
                if byte == UInt8(ascii: "\n") { break }
            }
        }
        return false
    }

    mutating func next() -> Line? {
        guard offset < bytes.count else { return nil }
        let start = offset
        var hasReference = false
        while offset < bytes.count, bytes[offset] != UInt8(ascii: "\n") {
            if bytes[offset] == UInt8(ascii: "$") { hasReference = true }
            offset += 1
        }
        var end = offset
        offset = min(offset + 1, bytes.count)
        if end > start, bytes[end - 1] == 0x0D { end -= 1 }
        let first = bytes[start..<end].drop(while: \.isBlank)
        return Line(
            range: start..<end, rangeWithEnd: start..<offset,
            needsExpansion: hasReference || Self.isSpecial(bytes[first.startIndex...]))
    }

    /// Whether a line that begins with this is read by a rule of its own.
    private static func isSpecial(_ rest: ArraySlice<UInt8>) -> Bool {
        switch rest.first {
        case UInt8(ascii: "@"), UInt8(ascii: "~"): true
        case UInt8(ascii: "i"), UInt8(ascii: "r"): words.contains { rest.starts(with: $0) }
        default: false
        }
    }
}
