package import ControlMessages
package import NodeConfiguration

/// Why a configuration file could not be read.
package struct ConfigurationFileError: Error, Sendable, CustomStringConvertible {
    package let path: String
    package let reason: String

    package var description: String { "\(path): \(reason)" }
}

/// A configuration file as it was read, with what it says.
package struct ConfigurationFile: Sendable {
    /// Larger files are refused.
    package static let largestSize = 256 << 20

    package let path: String
    package let outcome: ParseOutcome
    /// Where it came from, for answers.
    package let source: ConfigurationSource

    /// Reads and parses a regular file and those that it includes; a directory, device or FIFO is refused, never waited
    /// for.
    package static func load(
        _ path: String, lenient: Bool, in environment: ReadingEnvironment = .current()
    ) throws(ConfigurationFileError) -> ConfigurationFile {
        let bytes = try RegularFile.read(path, atMost: largestSize)
        var included = IncludeReader(after: bytes, atMost: largestSize)
        let outcome = ConfigurationReader.read(
            SourceText(name: path, bytes: bytes), in: environment, including: &included, lenient: lenient)
        return ConfigurationFile(
            path: path, outcome: outcome,
            source: ConfigurationSource(file: path, loadedAt: WallClock.now, sha256: included.sha256))
    }

    /// What was left out of a file that was read leniently, place by place.
    var omissions: [(location: String, message: String)] {
        outcome.diagnostics.filter(\.isOmission).map { ("\($0.position)", $0.message) }
    }
}
