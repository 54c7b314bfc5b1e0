import Addresses
import CLinux
import Glibc
import Polling

extension NetworkNamespace {
    /// Sends advertisements out of an interface of the namespace, on a raw socket.
    package func send(_ advertisements: [ForgedAdvertisement], outOf interface: String) async throws {
        try await onThread("forge") {
            let descriptor = socket(
                AF_INET, Int32(SOCK_RAW.rawValue) | Int32(SOCK_CLOEXEC.rawValue), Int32(IPPROTO_RAW))
            guard descriptor >= 0 else { throw SystemCallError.current("socket", on: "a raw socket") }
            defer { close(descriptor) }
            let index = Int32(clamping: if_nametoindex(interface))
            let group = ForgedAdvertisement.group.bytes
            for advertisement in advertisements {
                let packet = advertisement.packet
                let source = Array(packet[12..<16])
                let result = clinux_send_from(descriptor, packet, packet.count, source, group, group.count, index)
                guard result == 0 else { throw SystemCallError("sendmsg", on: interface, errno: -result) }
            }
        }
    }
}
