/// Why a recording cannot be read.
package struct RecordingError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The line, from 1; nil where it is not known yet.
    package var line: Int?
    package let reason: String

    package init(_ reason: String, line: Int? = nil) {
        self.reason = reason
        self.line = line
    }

    package var description: String { line.map { "line \($0): \(reason)" } ?? reason }
}
