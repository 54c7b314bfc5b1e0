import Glibc
import Polling

/// The address of a Unix socket, for bind(2) and connect(2).
enum UnixAddress {
    /// Calls with the address of a path.
    ///
    /// - Parameters:
    ///   - call: the system call's name, for its error
    ///   - body: makes the call; 0 is success
    static func of(
        _ path: String, for call: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) throws(SystemCallError) {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let capacity = MemoryLayout.size(ofValue: address.sun_path)
        guard path.utf8.count < capacity else { throw SystemCallError(call, on: path, errno: ENAMETOOLONG) }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard result == 0 else { throw SystemCallError.current(call, on: path) }
    }
}
