package import ControlMessages
package import NodeConfiguration

/// The files that a configuration may include which is only looked at.
///
/// Whoever asks need not be one to whom the daemon may show every file of the node: a line of a file that is no
/// configuration would stand in a diagnostic. So a text's includes are read only where the running configuration has
/// its own; any others are brought by the one who asks.
package struct PlanIncludes: IncludedFiles {
    private enum Source {
        /// Read where the path is below the folder, or one of those that the running configuration includes.
        case disk(IncludeReader, folder: String, known: Set<String>)
        /// Those that came with the question, by path.
        case sent([String: [IncludedFile]])
    }

    private var source: Source
    /// The paths that were asked for and are neither here nor to be read, in order.
    package private(set) var missing: [String] = []

    /// - Parameters:
    ///   - running: the running configuration's file
    ///   - known: the paths of its `include` lines
    package init(beside running: String, known: Set<String>) {
        let folder = running.lastIndex(of: "/").map { String(running[..<$0]) } ?? "."
        source = .disk(
            IncludeReader(after: [], atMost: ConfigurationFile.largestSize), folder: folder, known: known)
    }

    package init(_ sent: [PlannedInclude]) {
        source = .sent(
            Dictionary(sent.map { ($0.path, $0.files.map(IncludedFile.init)) }, uniquingKeysWith: { first, _ in first })
        )
    }

    package mutating func files(matching path: String) -> [IncludedFile] {
        switch source {
        case .disk(var reader, let folder, let known):
            if known.contains(path) || Self.isPlain(path, below: folder) { return reader.files(matching: path) }
        case .sent(let files):
            if let found = files[path] { return found }
        }
        if !missing.contains(path) { missing.append(path) }
        return []
    }

    private static func isPlain(_ path: String, below folder: String) -> Bool {
        path.hasPrefix(folder + "/") && !path.split(separator: "/").contains("..")
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
