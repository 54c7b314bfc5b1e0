import CLinux
import Glibc
import Scripts

/// A FIFO that lines are written to, whoever reads them or not.
final class NotifyPipe {
    let path: String
    private var descriptor: Int32
    private let wasCreated: Bool
    /// Lines that nobody took in time, since the last one that was written.
    private(set) var lost: UInt64 = 0

    /// Opens the FIFO, and makes it where it is not there.
    ///
    /// - Parameter owner: whom it belongs to; a FIFO that is there must be this user's or our own.
    init(_ path: String, owner: ScriptIdentity) throws(NotifyPipeError) {
        var created: Int32 = 0
        let descriptor = clinux_open_fifo(path, owner.user, owner.group, &created)
        guard descriptor >= 0 else { throw NotifyPipeError(path: path, errno: -descriptor) }
        self.path = path
        self.descriptor = descriptor
        wasCreated = created != 0
    }

    deinit {
        end(removing: false)
    }

    /// Writes a line. It is lost where the pipe is full.
    func write(_ line: String) {
        let bytes = Array(line.utf8)
        while descriptor >= 0 {
            let count = Glibc.write(descriptor, bytes, bytes.count)
            if count < 0, errno == EINTR { continue }
            // A line of less than 4096 bytes is written as a whole or not at all (pipe(7)).
            guard count < 0 else {
                lost = 0
                return
            }
            lost &+= 1
            return
        }
    }

    /// Closes it: who reads it comes to its end.
    ///
    /// - Parameter removing: takes it out of the file system, too, if it was made here.
    func end(removing: Bool) {
        if removing, wasCreated { unlink(path) }
        guard descriptor >= 0 else { return }
        close(descriptor)
        descriptor = -1
    }
}

/// A FIFO that cannot be used.
struct NotifyPipeError: Error, CustomStringConvertible {
    let path: String
    let errno: Int32

    var description: String {
        guard errno != EPERM else { return "\(path) is not a FIFO of ours or of its user; remove it" }
        return "the FIFO \(path) cannot be opened: \(String(cString: strerror(errno)))"
    }
}
