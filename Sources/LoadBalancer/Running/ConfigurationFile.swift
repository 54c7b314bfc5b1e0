import CLinux
package import ControlMessages
import Crypto
import Glibc
package import NodeConfiguration
import Polling

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

    /// Reads and parses a regular file; a directory, device or FIFO is refused, never waited for.
    package static func load(_ path: String, lenient: Bool) throws(ConfigurationFileError) -> ConfigurationFile {
        let bytes = try read(path)
        let digest = SHA256.hash(data: bytes).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        return ConfigurationFile(
            path: path, outcome: ConfigurationReader.read(SourceText(name: path, bytes: bytes), lenient: lenient),
            source: ConfigurationSource(file: path, loadedAt: WallClock.now, sha256: digest))
    }

    /// What was left out of a file that was read leniently, place by place.
    var omissions: [(location: String, message: String)] {
        outcome.diagnostics.filter(\.isOmission).map { ("\($0.position)", $0.message) }
    }

    private static func read(_ path: String) throws(ConfigurationFileError) -> [UInt8] {
        func failure(_ reason: String) -> ConfigurationFileError {
            ConfigurationFileError(path: path, reason: reason)
        }
        func systemFailure(_ errno: Int32 = clinux_errno()) -> ConfigurationFileError {
            failure(String(cString: strerror(errno)))
        }
        // Without O_NONBLOCK, opening a FIFO would wait for its writer.
        let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { throw systemFailure() }
        defer { close(descriptor) }
        var facts = stat()
        guard fstat(descriptor, &facts) == 0 else { throw systemFailure() }
        guard facts.st_mode & S_IFMT == S_IFREG else { throw failure("is not a regular file") }
        let content: [UInt8]?
        do throws(SystemCallError) {
            content = try [UInt8](from: descriptor, expecting: Int(facts.st_size), atMost: largestSize)
        } catch {
            throw systemFailure(error.errno)
        }
        guard let content else { throw failure("is larger than \(largestSize >> 20) MB") }
        return content
    }
}
