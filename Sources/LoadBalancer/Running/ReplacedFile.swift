import Glibc

/// A file that is written anew beside its place and renamed into it.
///
/// Readers see the old text or the new one, never half of it, and what somebody planted under the name (a link, a FIFO,
/// a file held open) is replaced, never written through.
package enum ReplacedFile {
    /// - Parameter mode: the new file's permissions, less the umask.
    package static func write(_ bytes: [UInt8], to path: String, mode: UInt32) throws(FileError) {
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
        close(descriptor)
        if failure == 0, rename(temporary, path) != 0 { failure = errno }
        guard failure == 0 else {
            unlink(temporary)
            throw FileError(path: path, errno: failure)
        }
    }
}

/// A file that could not be written.
package struct FileError: Error, Sendable, CustomStringConvertible {
    package let path: String
    package let errno: Int32

    package var description: String { "\(path) cannot be written: \(String(cString: strerror(errno)))" }
}
