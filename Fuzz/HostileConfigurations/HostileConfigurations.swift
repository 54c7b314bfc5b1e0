import NodeConfiguration

/// Takes bytes for a configuration that somebody wrote.
package enum HostileConfigurations {
    /// Parts the files: what stands before it is the main file, what follows the files `f1`, `f2` and so on.
    private static let mark = Array("%%\n".utf8)

    /// Reads a configuration, with its parts as the files that it may include. Nothing but a trap or an endless loop can
    /// go wrong here, and a problem without a place.
    ///
    /// - Returns: how many problems it has.
    @discardableResult
    package static func read(_ input: [UInt8]) -> Int {
        var parts: [[UInt8]] = [[]]
        for byte in input {
            parts[parts.count - 1].append(byte)
            guard parts[parts.count - 1].suffix(mark.count).elementsEqual(mark) else { continue }
            parts[parts.count - 1].removeLast(mark.count)
            parts.append([])
        }
        var files = Parts(parts: Array(parts.dropFirst()))
        let outcome = ConfigurationReader.read(
            SourceText(name: "main", bytes: parts[0]),
            in: ReadingEnvironment(configID: "node", variables: ["HOME": "/root"]), including: &files,
            lenient: input.first == UInt8(ascii: "#"))
        for diagnostic in outcome.diagnostics {
            precondition(diagnostic.position.line >= 1 && diagnostic.position.column >= 1)
            _ = diagnostic.render()
        }
        return outcome.diagnostics.count
    }

    private struct Parts: IncludedFiles {
        let parts: [[UInt8]]

        func files(matching path: String) -> [IncludedFile] {
            let all = parts.enumerated().map { IncludedFile.text(SourceText(name: "f\($0 + 1)", bytes: $1)) }
            if path == "*" { return all }
            guard path.first == "f", let number = Int(path.dropFirst()), all.indices.contains(number - 1) else {
                return path == "directory" ? [.passedOver(path: path, reason: "it is no regular file")] : []
            }
            return [all[number - 1]]
        }
    }
}
