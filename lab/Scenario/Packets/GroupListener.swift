import Addresses
import CLinux
import Glibc
import Polling

/// A raw socket that hears the VRRP packets to a multicast group on one interface.
package final class GroupListener: Sendable {
    private let descriptor: Int32

    /// Joins `group` on an interface of the namespace.
    package static func join(
        _ group: String, on interface: String, in namespace: NetworkNamespace
    ) async throws -> GroupListener {
        try await namespace.onThread("listen") { try GroupListener(group, on: interface) }
    }

    private init(_ group: String, on interface: String) throws(SystemCallError) {
        let bytes = IPAddress(group)?.bytes ?? []
        let kind = Int32(SOCK_RAW.rawValue) | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
        descriptor = socket(bytes.count == 4 ? AF_INET : AF_INET6, kind, 112)
        guard descriptor >= 0 else { throw .current("socket", on: "a raw socket") }
        let index = Int32(clamping: if_nametoindex(interface))
        let result = clinux_multicast_membership(descriptor, 1, bytes, bytes.count, index)
        guard result == 0 else {
            throw SystemCallError("joining \(group)", on: interface, errno: -result)
        }
    }

    deinit {
        close(descriptor)
    }

    /// How many packets came since the last look.
    package func takeAll() -> Int {
        var count = 0
        var byte: UInt8 = 0
        while recv(descriptor, &byte, 1, Int32(MSG_TRUNC)) > 0 { count += 1 }
        return count
    }
}
