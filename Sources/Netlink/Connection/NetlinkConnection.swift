import CNetlink

/// Requests and answers over one transport.
///
/// Not Sendable: one thread or one actor uses it, one request at a time.
package final class NetlinkConnection {
    /// The most messages that go in one send. Measured: beyond 256 more do not help, and every one may be answered.
    private static let largestBatch = 512
    /// What one answer takes of the receive buffer, the kernel's bookkeeping included.
    private static let answerCost = 1536

    let transport: any NetlinkTransport
    private var buffer = [UInt8](repeating: 0, count: 64 << 10)
    private var lastSequence: UInt32 = 0

    package init(_ transport: any NetlinkTransport) {
        self.transport = transport
    }

    /// Messages in one send, so that the answers fit even where all of them fail.
    var batchLimit: Int {
        min(Self.largestBatch, max(1, transport.receiveBufferSize / Self.answerCost))
    }

    /// The first of `count` fresh sequence numbers in a row.
    func takeSequenceNumbers(_ count: Int) -> UInt32 {
        defer { lastSequence &+= UInt32(truncatingIfNeeded: count) }
        return lastSequence &+ 1
    }

    /// Receives one datagram and hands its messages to `body` one by one.
    func receive(
        _ attempt: String, _ body: (borrowing Message) throws(DecodeFailure) -> Void
    ) throws(NetlinkError) {
        let length = try transport.receive(into: &buffer)
        let datagram = buffer[..<min(length, buffer.count)]
        do throws(DecodeFailure) {
            try MessageReader.forEach(in: datagram.span, body)
        } catch {
            throw NetlinkError(attempt, error)
        }
    }
}
