/// What is wrong with a document, and where.
package struct DocumentError: Error, Hashable, Sendable, CustomStringConvertible {
    /// From the root, as in `services[0].clusters[1].id`; empty for the root.
    package private(set) var path: String
    /// From 1.
    package internal(set) var line: Int
    /// In bytes, from 1.
    package internal(set) var column: Int
    package let message: String

    /// Where it was found; the line is counted when the reading has ended.
    let offset: Int

    init(_ message: String, at offset: Int, path: String = "") {
        self.message = message
        self.offset = offset
        self.path = path
        (line, column) = (1, 1)
    }

    package var description: String {
        "line \(line), column \(column)\(path.isEmpty ? "" : ", at \(path)"): \(message)"
    }

    func inside(_ key: String) -> DocumentError {
        let isPlain = !key.isEmpty && key.utf8.allSatisfy(Self.isPlain)
        return inside(step: isPlain ? key : "[\"\(String(key.prefix(Self.longestKey)))\"]")
    }

    func inside(_ index: Int) -> DocumentError { inside(step: "[\(index)]") }

    /// The same error with its line and column counted.
    func located(in bytes: [UInt8]) -> DocumentError {
        var error = self
        let before = bytes[..<min(offset, bytes.count)]
        error.line = before.count { $0 == UInt8(ascii: "\n") } + 1
        error.column = before.count - (before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0) + 1
        return error
    }

    private static let longestKey = 80

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }

    private func inside(step: String) -> DocumentError {
        var error = self
        error.path = path.isEmpty || path.hasPrefix("[") ? step + path : "\(step).\(path)"
        return error
    }
}
