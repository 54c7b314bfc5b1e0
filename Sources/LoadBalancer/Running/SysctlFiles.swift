import Glibc
package import Polling

/// The kernel's IPVS settings as files. The kernel shows those of the network namespace that the opening thread is in.
package struct SysctlFiles: Sendable {
    private let directory: String
    private let namespace: OpenNamespace?

    /// - Parameter namespace: whose settings these are; nil: those of the namespace that the process is in.
    package init(directory: String = "/proc/sys/net/ipv4/vs", in namespace: OpenNamespace? = nil) {
        self.directory = directory
        self.namespace = namespace
    }

    /// Whether IPVS is in the kernel: without it the settings are not there.
    package var areThere: Bool {
        guard let visit = try? namespace?.visit() else { return namespace == nil && access(directory, F_OK) == 0 }
        defer { visit.end() }
        return access(directory, F_OK) == 0
    }

    /// A setting's value, with single spaces between its words.
    package func read(_ name: String) throws(SysctlError) -> String {
        let descriptor = try open(name, writing: nil, O_RDONLY)
        defer { close(descriptor) }
        // None is longer than a list of processors.
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = Glibc.read(descriptor, &bytes, bytes.count)
        guard count >= 0 else { throw SysctlError(path(of: name), writing: nil, errno: errno) }
        return String(decoding: bytes[..<count], as: UTF8.self).split { $0.isWhitespace }.joined(separator: " ")
    }

    package func write(_ value: String, to name: String) throws(SysctlError) {
        let descriptor = try open(name, writing: value, O_WRONLY | O_TRUNC)
        defer { close(descriptor) }
        // In one go: the kernel takes each call for a whole value.
        let bytes = Array((value + "\n").utf8)
        guard Glibc.write(descriptor, bytes, bytes.count) == bytes.count else {
            throw SysctlError(path(of: name), writing: value, errno: errno)
        }
    }

    private func open(_ name: String, writing value: String?, _ flags: Int32) throws(SysctlError) -> Int32 {
        let visit: NamespaceVisit?
        do throws(SystemCallError) {
            visit = try namespace?.visit()
        } catch {
            throw SysctlError(path(of: name), writing: value, errno: error.errno)
        }
        defer { visit?.end() }
        let descriptor = name.contains("/") ? -1 : Glibc.open(path(of: name), flags | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else {
            throw SysctlError(path(of: name), writing: value, errno: name.contains("/") ? ENOENT : errno)
        }
        return descriptor
    }

    private func path(of name: String) -> String { "\(directory)/\(name)" }
}
