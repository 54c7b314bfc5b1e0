import CLinux

/// A system call that failed: which, on what, and why.
package struct SystemCallError: Error, Sendable, CustomStringConvertible {
    /// The call, such as `epoll_ctl`.
    package let call: String
    /// What it was called on, such as `interface eth0`; may be empty.
    package let subject: String
    package let errno: Int32

    package init(_ call: String, on subject: String = "", errno: Int32) {
        self.call = call
        self.subject = subject
        self.errno = errno
    }

    /// Takes the calling thread's current errno.
    package static func current(_ call: String, on subject: String = "") -> SystemCallError {
        SystemCallError(call, on: subject, errno: clinux_errno())
    }

    package var description: String {
        let reason = String(cString: strerror(errno))
        return subject.isEmpty ? "\(call): \(reason)" : "\(call) on \(subject): \(reason)"
    }
}
