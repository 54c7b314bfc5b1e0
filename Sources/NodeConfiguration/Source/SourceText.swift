/// One configuration file's name and content. Whoever reads the file hands it in; nothing here touches a disk.
package struct SourceText: Sendable {
    /// The file's path, as messages show it.
    package let name: String
    package let bytes: [UInt8]
    /// Where counting may start, every so many bytes.
    private let marks: [Mark]

    /// What has been counted up to a place.
    private struct Mark {
        var line: UInt32 = 1
        var column: UInt32 = 1
        var lineStart: UInt32 = 0
    }

    private static let markDistance = 1 << 10

    package init(name: String, bytes: [UInt8]) {
        self.name = name
        self.bytes = bytes
        var mark = Mark()
        var marks: [Mark] = []
        marks.reserveCapacity(bytes.count / Self.markDistance + 1)
        for start in stride(from: 0, through: bytes.count, by: Self.markDistance) {
            marks.append(mark)
            Self.advance(&mark, over: start..<min(start + Self.markDistance, bytes.count), of: bytes)
        }
        self.marks = marks
    }

    package init(name: String, text: String) {
        self.init(name: name, bytes: Array(text.utf8))
    }

    /// The line and the column of a place.
    func position(of offset: SourceOffset) -> SourcePosition {
        let mark = mark(at: offset)
        return SourcePosition(file: name, line: Int(mark.line), column: Int(mark.column))
    }

    /// The text of a place's line without its end, cut after `limit` bytes.
    func line(of offset: SourceOffset, limit: Int = 400) -> String {
        let start = Int(mark(at: offset).lineStart)
        // A line that is just not cut may have a carriage return after it, and then its line feed.
        let reach = bytes[start..<min(start + limit + 2, bytes.count)]
        var line = reach.prefix { $0 != UInt8(ascii: "\n") }
        if line.last == UInt8(ascii: "\r"), line.endIndex == bytes.count || line.count < reach.count {
            line.removeLast()
        }
        guard line.count > limit else { return String(decoding: line, as: UTF8.self) }
        return String(decoding: line.prefix(limit), as: UTF8.self) + "…"
    }

    /// Where a place's line begins.
    func startOfLine(of offset: SourceOffset) -> Int { Int(mark(at: offset).lineStart) }

    private func mark(at offset: SourceOffset) -> Mark {
        let end = min(offset.index, bytes.count)
        let start = end / Self.markDistance
        var mark = marks[start]
        Self.advance(&mark, over: start * Self.markDistance..<end, of: bytes)
        return mark
    }

    private static func advance(_ mark: inout Mark, over range: Range<Int>, of bytes: [UInt8]) {
        var counted = range.lowerBound
        if let last = bytes[range].lastIndex(of: UInt8(ascii: "\n")) {
            for byte in bytes[range.lowerBound...last] where byte == UInt8(ascii: "\n") { mark.line &+= 1 }
            counted = last + 1
            mark.column = 1
            mark.lineStart = UInt32(clamping: counted)
        }
        // The bytes that go on a UTF-8 character take no column of their own.
        for place in counted..<range.upperBound where place + 1 == bytes.count || bytes[place + 1] & 0xC0 != 0x80 {
            mark.column &+= 1
        }
    }
}
