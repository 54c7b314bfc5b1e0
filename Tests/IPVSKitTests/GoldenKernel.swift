import Netlink

/// Answers questions with bytes that a real kernel once sent.
final class GoldenKernel: NetlinkTransport {
    let receiveBufferSize = 8 << 20
    private(set) var sent: [[UInt8]] = []
    /// The answer to the question for all services.
    var services: [UInt8] = []
    private let answers: [UInt8: [UInt8]]
    private var pending: [[UInt8]] = []

    /// - Parameter answers: datagrams by generic netlink command.
    init(_ answers: [UInt8: [UInt8]]) {
        self.answers = answers
    }

    func send(_ messages: Span<UInt8>) {
        let bytes = (0..<messages.count).map { messages[$0] }
        sent.append(bytes)
        let sequence = bytes.span.hostOrder(UInt32.self, at: 8) ?? 0
        let isFamily = bytes[4] == 16
        if isFamily {
            var writer = AttributeWriter()
            writer.message(MessageHeader(type: 16, flags: 0, sequence: sequence)) { writer in
                writer.fixed(UInt32(0))
                writer.number(1, UInt16(0x1C))
            }
            pending.append(writer.bytes)
        } else if bytes[16] == 4, !services.isEmpty {
            pending.append(services)
        } else if let answer = answers[bytes[16]] {
            pending.append(answer)
        }
        var writer = AttributeWriter()
        writer.message(MessageHeader(type: 2, flags: 0x100, sequence: sequence)) { writer in
            for _ in 0..<5 { writer.fixed(UInt32(0)) }
        }
        pending.append(writer.bytes)
    }

    func receive(into buffer: inout [UInt8]) throws(NetlinkError) -> Int {
        guard !pending.isEmpty else { throw NetlinkError("nothing more to say", errno: 110) }
        let answer = pending.removeFirst()
        buffer.replaceSubrange(0..<answer.count, with: answer)
        return answer.count
    }
}
