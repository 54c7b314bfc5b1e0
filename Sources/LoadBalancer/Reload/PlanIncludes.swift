package import ControlMessages
package import NodeConfiguration

/// The files that a configuration may include which is only looked at: those that came with the question.
///
/// No other is opened. Whoever asks need not be one to whom the daemon may show the node's files, and a line of a file
/// that is no configuration would stand in a diagnostic, or as a value among the changes.
package struct PlanIncludes: IncludedFiles {
    private let sent: [String: [IncludedFile]]
    /// The paths that were asked for and did not come along, in order.
    package private(set) var missing: [String] = []

    package init(_ sent: [PlannedInclude] = []) {
        self.sent = Dictionary(
            sent.map { ($0.path, $0.files.map(IncludedFile.init)) }, uniquingKeysWith: { first, _ in first })
    }

    package mutating func files(matching path: String) -> [IncludedFile] {
        if let found = sent[path] { return found }
        if !missing.contains(path) { missing.append(path) }
        return []
    }
}

extension IncludedFile {
    fileprivate init(_ file: PlannedFile) {
        if let bytes = file.bytes {
            self = .text(SourceText(name: file.path, bytes: bytes))
        } else {
            let reason = file.reason ?? "it was not sent along"
            self =
                file.isPassedOver == true
                ? .passedOver(path: file.path, reason: reason) : .unreadable(path: file.path, reason: reason)
        }
    }
}
