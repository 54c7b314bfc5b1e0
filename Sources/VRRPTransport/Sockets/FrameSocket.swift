import CLinux
import Polling

/// Sends whole Ethernet frames; hears nothing.
final class FrameSocket {
    private let descriptor: Int32

    init() throws(SystemCallError) {
        let kind = Int32(SOCK_RAW.rawValue) | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
        descriptor = socket(AF_PACKET, kind, 0)
        guard descriptor >= 0 else { throw .current("socket", on: "the socket for gratuitous ARP") }
    }

    deinit {
        close(descriptor)
    }

    /// Returns 0 or an errno.
    func send(_ frame: [UInt8], outOf interfaceIndex: Int32) -> Int32 {
        -clinux_send_frame(descriptor, interfaceIndex, frame, frame.count)
    }
}
