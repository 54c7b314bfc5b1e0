import CLinux

/// A netlink request that failed: what was tried, and why.
package struct NetlinkError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What was tried, as in "adding 192.0.2.1/24 to interface 3".
    package let attempt: String
    /// The kernel's reason; `EBADMSG` where its answer could not be read.
    package let errno: Int32
    /// The kernel's own words (extended acknowledgement) or which bytes could not be read, where there is either.
    package let explanation: String?

    package init(_ attempt: String, errno: Int32, explanation: String? = nil) {
        self.attempt = attempt
        self.errno = errno
        self.explanation = explanation
    }

    /// An answer that could not be read.
    init(_ attempt: String, _ failure: DecodeFailure) {
        self.init(attempt, errno: EBADMSG, explanation: failure.description)
    }

    package var description: String {
        let reason = String(cString: strerror(errno))
        guard let explanation else { return "\(attempt): \(reason)" }
        return "\(attempt): \(reason) (\(explanation))"
    }
}
