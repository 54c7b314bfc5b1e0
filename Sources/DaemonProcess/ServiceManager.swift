import CLinux
import Glibc

/// What systemd is told (sd_notify(3)); silent where there is no service manager.
package enum ServiceManager {
    package static func ready(_ status: String) { notify("READY=1\nSTATUS=\(status)") }
    package static func reloading() { notify("RELOADING=1\nMONOTONIC_USEC=\(clinux_monotonic_now() / 1_000)") }
    package static func stopping() { notify("STOPPING=1") }

    /// Whether standard error is the journal's.
    package static var readsStandardError: Bool { getenv("JOURNAL_STREAM") != nil }

    private static func notify(_ state: String) {
        guard let path = getenv("NOTIFY_SOCKET").map({ String(cString: $0) }), let first = path.utf8.first,
            first == UInt8(ascii: "/") || first == UInt8(ascii: "@")
        else { return }
        var address = sockaddr_un()
        let capacity = MemoryLayout.size(ofValue: address.sun_path)
        guard path.utf8.count < capacity else { return }
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { bytes in
            bytes.copyBytes(from: path.utf8)
            // An abstract socket's name begins with a NUL.
            if first == UInt8(ascii: "@") { bytes[0] = 0 }
        }
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        let length = socklen_t(MemoryLayout<sa_family_t>.size + path.utf8.count)
        let message = Array(state.utf8)
        _ = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                sendto(descriptor, message, message.count, Int32(MSG_NOSIGNAL), $0, length)
            }
        }
    }
}
