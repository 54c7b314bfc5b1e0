/// One configuration file's name and content. Whoever reads the file hands it in; nothing here touches a disk.
package struct SourceText: Sendable {
    /// The file's path, as messages show it.
    package let name: String
    package let bytes: [UInt8]
    /// The offset at which each line starts.
    private let lineStarts: [Int]

    package init(name: String, bytes: [UInt8]) {
        self.name = name
        self.bytes = bytes
        var starts = [0]
        for (offset, byte) in bytes.enumerated() where byte == UInt8(ascii: "\n") { starts.append(offset + 1) }
        lineStarts = starts
    }

    package init(name: String, text: String) {
        self.init(name: name, bytes: Array(text.utf8))
    }

    /// The text of a line (from 1) without its end, cut after `limit` bytes; empty where there is no such line.
    package func line(_ number: Int, limit: Int = 400) -> String {
        guard lineStarts.indices.contains(number - 1) else { return "" }
        let start = lineStarts[number - 1]
        var end = number < lineStarts.count ? lineStarts[number] - 1 : bytes.count
        if end > start, bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
        guard end - start > limit else { return String(decoding: bytes[start..<end], as: UTF8.self) }
        return String(decoding: bytes[start..<start + limit], as: UTF8.self) + "…"
    }
}
