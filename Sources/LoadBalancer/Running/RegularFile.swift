import CLinux
import Glibc
import Polling

/// A file that is read whole; a directory, device or FIFO is refused, never waited for.
enum RegularFile {
    /// - Parameter limit: larger files are refused.
    static func read(_ path: String, atMost limit: Int) throws(ConfigurationFileError) -> [UInt8] {
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
            content = try [UInt8](from: descriptor, expecting: Int(facts.st_size), atMost: limit)
        } catch {
            throw systemFailure(error.errno)
        }
        guard let content else { throw failure("is larger than \(limit >> 20) MB") }
        return content
    }

    static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }
}
