import CLinux
import Glibc
import Polling

/// What was tried on a file, and why it failed.
package struct FileFailure: Error, Hashable, CustomStringConvertible {
    let path: String
    let reason: String

    init(_ path: String, _ reason: String) {
        self.path = path
        self.reason = reason
    }

    init(_ path: String, errno: Int32) {
        self.init(path, String(cString: strerror(errno)))
    }

    package var description: String { "\(path): \(reason)" }
}

/// A file as it was read.
package struct FileContent: Hashable, Sendable {
    package let bytes: [UInt8]
    package let mode: UInt32
    let owner: UInt32
    let group: UInt32

    /// Reads a regular file; anything else is refused, never waited for.
    ///
    /// - Parameter followsLink: whether the path's last step may be a symbolic link.
    static func read(
        _ path: String, atMost limit: Int, followingLink followsLink: Bool = true
    ) throws(FileFailure) -> FileContent {
        let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | (followsLink ? 0 : O_NOFOLLOW))
        guard descriptor >= 0 else { throw FileFailure(path, errno: clinux_errno()) }
        defer { close(descriptor) }
        var facts = stat()
        guard fstat(descriptor, &facts) == 0 else { throw FileFailure(path, errno: clinux_errno()) }
        guard facts.st_mode & S_IFMT == S_IFREG else { throw FileFailure(path, "is not a regular file") }
        let content: [UInt8]?
        do throws(SystemCallError) {
            content = try [UInt8](from: descriptor, expecting: Int(facts.st_size), atMost: limit)
        } catch {
            throw FileFailure(path, errno: error.errno)
        }
        guard let content else { throw FileFailure(path, "is larger than \(limit) bytes") }
        return FileContent(bytes: content, mode: facts.st_mode & 0o7777, owner: facts.st_uid, group: facts.st_gid)
    }
}
