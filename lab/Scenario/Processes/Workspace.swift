import FoundationEssentials

/// A folder under /tmp for the files of one scenario.
package struct Workspace: Sendable {
    package let folder: String

    /// Makes the folder anew.
    package init(_ name: String) throws {
        folder = "/tmp/\(name)"
        try? FileManager.default.removeItem(atPath: folder)
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    package func path(_ name: String) -> String { "\(folder)/\(name)" }

    /// Writes a file and returns its path.
    @discardableResult
    package func write(_ text: String, to name: String) throws -> String {
        try text.write(toFile: path(name), atomically: false, encoding: .utf8)
        return path(name)
    }

    /// Puts a file in another's place at once, so that no reader ever finds half of it.
    package func replace(_ name: String, with text: String) throws {
        try text.write(toFile: path(name), atomically: true, encoding: .utf8)
    }

    package func read(_ name: String) throws -> String {
        try String(contentsOfFile: path(name), encoding: .utf8)
    }

    package func exists(_ name: String) -> Bool {
        FileManager.default.fileExists(atPath: path(name))
    }

    /// Removes a file, where it is there.
    package func delete(_ name: String) {
        try? FileManager.default.removeItem(atPath: path(name))
    }

    /// The last lines of a file; empty where there is none.
    package func tail(of name: String, lines: Int = 20) -> String {
        let text = (try? read(name)) ?? ""
        return text.split(separator: "\n").suffix(lines).joined(separator: "\n")
    }

    package func remove() {
        try? FileManager.default.removeItem(atPath: folder)
    }
}
