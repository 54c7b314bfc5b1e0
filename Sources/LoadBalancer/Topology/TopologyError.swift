import ControlMessages
import Topology

/// Why a topology is not taken.
package struct TopologyError: Error, Sendable, CustomStringConvertible {
    let source: String
    let reason: String
    /// Nil where the file could not be read at all.
    let place: DocumentError?

    package var description: String { place.map { "\(source): \($0)" } ?? "\(source): \(reason)" }

    /// The same as a diagnostic of an answer.
    var diagnostic: DiagnosticEntry {
        let path = place.map(\.path) ?? ""
        return DiagnosticEntry(
            severity: .error, file: source, line: place?.line ?? 1, column: place?.column ?? 1,
            message: path.isEmpty ? reason : "\(path): \(reason)")
    }
}
