package import Netlink

/// A kernel that answers one question with whatever bytes it was given, and then ends its answer as it should.
package final class HostileKernel: NetlinkTransport {
    package let receiveBufferSize = 1 << 16
    private let answer: [UInt8]
    private var pending: [[UInt8]] = []

    /// - Parameter answer: a datagram; sequence numbers are put in where messages begin, for the client reads no
    ///   others.
    package init(_ answer: [UInt8]) {
        self.answer = answer
    }

    package func send(_ messages: Span<UInt8>) {
        let sequence = (8..<12).map { $0 < messages.count ? messages[$0] : 0 }
        let isFamilyQuestion = messages.count > 4 && messages[4] == Self.control
        if isFamilyQuestion {
            var writer = AttributeWriter()
            writer.message(MessageHeader(type: UInt16(Self.control), flags: 0, sequence: 1)) { writer in
                writer.fixed(UInt32(0))
                writer.number(1, Self.family)
            }
            pending.append(writer.bytes)
        } else if !answer.isEmpty {
            pending.append(numbered(answer, sequence))
        }
        var end = AttributeWriter()
        end.message(MessageHeader(type: Self.error, flags: Self.capped, sequence: 1)) { writer in
            for _ in 0..<5 { writer.fixed(UInt32(0)) }
        }
        pending.append(numbered(end.bytes, sequence))
    }

    package func receive(into buffer: inout [UInt8]) throws(NetlinkError) -> Int {
        guard !pending.isEmpty else { throw NetlinkError("the answer is over", errno: 11) }
        let datagram = pending.removeFirst()
        let fitting = datagram.prefix(buffer.count)
        buffer.replaceSubrange(0..<fitting.count, with: fitting)
        return datagram.count
    }

    private func numbered(_ datagram: [UInt8], _ sequence: [UInt8]) -> [UInt8] {
        var datagram = datagram
        var start = 0
        while start + 16 <= datagram.count {
            datagram.replaceSubrange(start + 8..<start + 12, with: sequence)
            let length = Int(datagram[start]) | Int(datagram[start + 1]) << 8 | Int(datagram[start + 2]) << 16
            start += max(16, (length + 3) & ~3)
        }
        return datagram
    }

    private static let control: UInt8 = 16
    private static let error: UInt16 = 2
    private static let capped: UInt16 = 0x100
    private static let family: UInt16 = 0x1C
}
