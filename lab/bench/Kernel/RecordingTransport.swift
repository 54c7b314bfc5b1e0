import Netlink

/// The kernel, and a record of what was sent to it.
final class RecordingTransport: NetlinkTransport {
    private let kernel: NetlinkSocket
    private(set) var sent = Datagrams()

    init(_ kernel: NetlinkSocket) {
        self.kernel = kernel
    }

    var receiveBufferSize: Int { kernel.receiveBufferSize }

    func send(_ messages: Span<UInt8>) throws(NetlinkError) {
        sent.append(messages)
        try kernel.send(messages)
    }

    func receive(into buffer: inout [UInt8]) throws(NetlinkError) -> Int {
        try kernel.receive(into: &buffer)
    }

    /// What was sent so far, and begins anew.
    func take() -> Datagrams {
        defer { sent = Datagrams() }
        return sent
    }
}

/// Datagrams one after the other.
struct Datagrams: Sendable {
    private(set) var bytes: [UInt8] = []
    private(set) var lengths: [Int] = []

    mutating func append(_ datagram: Span<UInt8>) {
        for index in 0..<datagram.count { bytes.append(datagram[index]) }
        lengths.append(datagram.count)
    }
}
