import CLinux
import Glibc
import Polling

/// Server sockets on all IPv4 addresses of the calling thread's namespace.
enum IPv4Socket {
    static func datagrams(_ port: UInt16) throws(SystemCallError) -> Int32 {
        try bound(SOCK_DGRAM, to: port)
    }

    static func listen(_ port: UInt16) throws(SystemCallError) -> Int32 {
        let descriptor = try bound(SOCK_STREAM, to: port)
        guard Glibc.listen(descriptor, 16) == 0 else {
            let error = SystemCallError.current("listen", on: "port \(port)")
            close(descriptor)
            throw error
        }
        return descriptor
    }

    private static func bound(_ type: __socket_type, to port: UInt16) throws(SystemCallError) -> Int32 {
        let descriptor = socket(AF_INET, Int32(type.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw SystemCallError.current("socket", on: "port \(port)") }
        var yes: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else {
            let error = SystemCallError.current("bind", on: "port \(port)")
            close(descriptor)
            throw error
        }
        return descriptor
    }
}
