import CLinux
import Netlink

/// A request to IPVS that failed: what was asked, about which entry, why, and what to do about it.
public struct IPVSError: Error, Hashable, Sendable {
    /// What was asked of the kernel.
    public let command: IPVSCommand
    /// The virtual service or real server in question, as in "10.0.0.1:8080 of TCP 192.0.2.1:80"; may be empty.
    public let entry: String
    /// The kernel's reason; `EBADMSG` where its answer could not be read.
    public let errno: Int32
    /// What stands behind the errno and what to do; nil where nothing more is known.
    public let hint: String?

    public init(_ command: IPVSCommand, entry: String = "", errno: Int32, hint: String? = nil) {
        self.command = command
        self.entry = entry
        self.errno = errno
        self.hint = hint
    }

    /// The kernel has no IPVS, and could not load it.
    public static let moduleMissing = IPVSError(
        .resolveFamily, errno: ENOENT, hint: "the kernel module ip_vs is missing: modprobe ip_vs")

    init(_ command: IPVSCommand, entry: String = "", _ error: NetlinkError) {
        let hint = ErrorHint.text(command, errno: error.errno)
        self.init(command, entry: entry, errno: error.errno, hint: hint ?? error.explanation)
    }
}

extension IPVSError: CustomStringConvertible {
    /// One sentence: "add virtual service TCP 192.0.2.1:80: No such file or directory (the scheduler …)".
    public var description: String {
        let subject = entry.isEmpty ? "" : " \(entry)"
        let reason = String(cString: strerror(errno))
        return "\(command)\(subject): \(reason)" + (hint.map { " (\($0))" } ?? "")
    }
}
