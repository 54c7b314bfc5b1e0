import Glibc

/// A file that is written anew beside its place and renamed into it.
///
/// Readers see the old text or the new one, never half of it, and what somebody planted under the name (a link, a FIFO,
/// a file held open) is replaced, never written through.
package enum ReplacedFile {
    /// - Parameters:
    ///   - mode: the new file's permissions, less the umask.
    ///   - isDurable: whether it must be there after a power cut, too; this waits for the disk then.
    package static func write(
        _ bytes: [UInt8], to path: String, mode: UInt32, isDurable: Bool = false
    ) throws(FileError) {
        let temporary = "\(path).\(getpid())"
        unlink(temporary)
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode)
        guard descriptor >= 0 else { throw FileError(path: path, errno: errno) }
        var sent = 0
        var failure: Int32 = 0
        while sent < bytes.count, failure == 0 {
            let rest = Array(bytes[sent...])
            let written = Glibc.write(descriptor, rest, rest.count)
            if written > 0 { sent += written } else if errno != EINTR { failure = errno == 0 ? EIO : errno }
        }
        if failure == 0, isDurable, fsync(descriptor) != 0 { failure = errno }
        close(descriptor)
        if failure == 0, rename(temporary, path) != 0 { failure = errno }
        guard failure == 0 else {
            unlink(temporary)
            throw FileError(path: path, errno: failure)
        }
        if isDurable { try syncFolder(of: path) }
    }

    /// The new name survives a power cut only once its folder is on the disk.
    private static func syncFolder(of path: String) throws(FileError) {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
        let folder = parts.isEmpty ? "." : parts.joined(separator: "/") + "/"
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileError(path: folder, errno: errno) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw FileError(path: folder, errno: errno) }
    }
}

/// A file that could not be written.
package struct FileError: Error, Sendable, CustomStringConvertible {
    package let path: String
    package let errno: Int32

    package var description: String { "\(path) cannot be written: \(String(cString: strerror(errno)))" }
}
