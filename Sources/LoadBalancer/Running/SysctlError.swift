import Glibc

/// A kernel setting that could not be read or written: which file, with what value, why, and what to do.
package struct SysctlError: Error, Hashable, Sendable {
    package let path: String
    /// The value that was to be written; nil where reading failed.
    package let value: String?
    package let errno: Int32

    init(_ path: String, writing value: String?, errno: Int32) {
        self.path = path
        self.value = value
        self.errno = errno
    }

    private var hint: String? {
        switch errno {
        case EROFS: "in a container set it from outside, in this network namespace, or mount /proc/sys writable"
        case EACCES, EPERM: "this needs root, or CAP_NET_ADMIN in the user namespace that owns the network namespace"
        case ENOENT where path.hasSuffix("/lblc_expiration"): "it comes with the scheduler: modprobe ip_vs_lblc"
        case ENOENT where path.hasSuffix("/lblcr_expiration"): "it comes with the scheduler: modprobe ip_vs_lblcr"
        case ENOENT: "this kernel's IPVS does not have the setting, or does not show it in a user namespace"
        case EINVAL, ERANGE: "the kernel refuses the value"
        default: nil
        }
    }
}

extension SysctlError: CustomStringConvertible {
    package var description: String {
        let attempt = value.map { "cannot be set to \($0)" } ?? "cannot be read"
        return "\(path) \(attempt): \(String(cString: strerror(errno)))" + (hint.map { " (\($0))" } ?? "")
    }
}
