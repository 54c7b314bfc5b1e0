import CLinux
import Polling

/// Sends announcements as whole Ethernet frames; hears nothing.
final class FrameSocket {
    private let descriptor: Int32
    private let outbox: DatagramOutbox<Void>

    init() throws(SystemCallError) {
        outbox = try DatagramOutbox()
        let kind = Int32(SOCK_RAW.rawValue) | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
        descriptor = socket(AF_PACKET, kind, 0)
        guard descriptor >= 0 else { throw .current("socket", on: "the socket for gratuitous ARP") }
    }

    deinit {
        close(descriptor)
    }

    /// Sends them in one go. One that is lost has its repetition; one that cannot be sent has a router that will be in
    /// FAULT.
    func send(_ announcements: [Announcement]) {
        for announcement in announcements {
            _ = outbox.add(frame: announcement.frame, outOf: announcement.interfaceIndex, tag: ())
        }
        outbox.send(through: descriptor) { _, _ in }
    }
}
