import CLinux
import Polling

/// Takes many datagrams in one system call, into memory that is asked for once.
final class DatagramInbox {
    private static let capacity: UInt32 = 64

    private let inbox: OpaquePointer

    /// - Parameter datagramSize: what is longer is cut.
    init(datagramSize: Int) throws(SystemCallError) {
        guard let inbox = clinux_inbox_create(Self.capacity, datagramSize) else {
            throw SystemCallError("malloc", on: "room for received packets", errno: ENOMEM)
        }
        self.inbox = inbox
    }

    deinit {
        clinux_inbox_destroy(inbox)
    }

    /// Takes what waits, without blocking, and hands over each datagram with what the kernel says of it.
    ///
    /// - Returns: whether more may wait.
    func take(from descriptor: Int32, _ body: (Span<UInt8>, clinux_datagram) -> Void) -> Bool {
        let count = clinux_inbox_fill(inbox, descriptor)
        guard count > 0 else { return count == -EINTR }
        for index in 0..<UInt32(count) {
            let datagram = clinux_inbox_read(inbox, index)
            let bytes = UnsafeBufferPointer(start: datagram.bytes, count: datagram.length)
            body(bytes.span, datagram)
        }
        return count == Self.capacity
    }
}
