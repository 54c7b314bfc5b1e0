import CLinux
package import HealthChecker

/// What a failed socket call says: something about the server, or only about this host.
package enum ConnectFailure {
    /// When a call failed, which tells a refusal of this host from one of the network.
    package enum Moment: Hashable, Sendable {
        /// `socket`, `bind` or `connect` itself failed.
        case atOnce
        /// The connection failed on its way, or broke.
        case later
    }

    /// The result for an errno of `socket`, `bind` or `connect`, or of a connection that failed after them.
    package static func result(errno: Int32, _ moment: Moment) -> CheckResult {
        switch errno {
        case ECONNREFUSED: .refused("connection refused")
        case ECONNRESET, EPIPE: .refused("connection reset")
        case EHOSTUNREACH, EHOSTDOWN: .failed("no route to host")
        case ENETUNREACH, ENETDOWN: .failed("network unreachable")
        case ETIMEDOUT: .failed("connection timed out")
        case EMFILE, ENFILE:
            .local("not checked: no file descriptor is left (\(reason(errno))); raise the limit of open files")
        case EADDRNOTAVAIL, EADDRINUSE:
            .local("not checked: no local port is left, or the source address is not one of this host's")
        // What the kernel makes of ICMPv6 "administratively prohibited" (RFC 4443 section 3.1), "failed ingress policy"
        // and "reject route"; its own rules are asked before the first packet leaves.
        case EACCES where moment == .later, EPERM where moment == .later:
            .failed("administratively prohibited")
        case EACCES, EPERM:
            .local("not checked: this host's own rules forbid the connection (\(reason(errno)))")
        case ENOBUFS, ENOMEM, EAGAIN, EAFNOSUPPORT, EPROTONOSUPPORT, ENOSPC:
            .local("not checked: \(reason(errno)) on this host")
        default: .failed(reason(errno))
        }
    }

    private static func reason(_ errno: Int32) -> String {
        String(cString: strerror(errno))
    }
}
