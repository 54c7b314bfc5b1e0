import Netlink

/// A kernel that answers what a test tells it to.
final class ScriptedTransport: NetlinkTransport {
    enum Answer {
        case datagram([UInt8])
        case failure(Int32)
    }

    var receiveBufferSize: Int
    private(set) var sent: [[UInt8]] = []
    /// Answers that nobody has received yet.
    var unread: Int { answers.count }
    private var answers: [Answer] = []
    private let respond: (_ messages: [UInt8], _ sends: Int) -> [Answer]

    /// - Parameter respond: the answers to the datagram that was sent, and how many were sent before it.
    init(receiveBufferSize: Int = 8 << 20, _ respond: @escaping ([UInt8], Int) -> [Answer]) {
        self.receiveBufferSize = receiveBufferSize
        self.respond = respond
    }

    func send(_ messages: Span<UInt8>) throws(NetlinkError) {
        let bytes = (0..<messages.count).map { messages[$0] }
        answers += respond(bytes, sent.count)
        sent.append(bytes)
    }

    func receive(into buffer: inout [UInt8]) throws(NetlinkError) -> Int {
        guard !answers.isEmpty else { throw NetlinkError("nothing more in the script", errno: 110) }
        switch answers.removeFirst() {
        case .failure(let errno): throw NetlinkError("scripted", errno: errno)
        case .datagram(let bytes):
            buffer.replaceSubrange(0..<bytes.count, with: bytes)
            return bytes.count
        }
    }
}

/// Answers as the kernel writes them.
enum KernelAnswer {
    static let multi: UInt16 = 0x2
    static let interrupted: UInt16 = 0x10
    static let capped: UInt16 = 0x100
    static let explained: UInt16 = 0x200

    static func acknowledgement(_ sequence: UInt32, errno: Int32 = 0, explanation: String? = nil) -> [UInt8] {
        var writer = AttributeWriter()
        let flags = capped | (explanation == nil ? 0 : explained)
        writer.message(MessageHeader(type: 2, flags: flags, sequence: sequence)) { writer in
            writer.fixed(-errno)
            request(sequence, into: &writer)
            if let explanation { writer.text(1, explanation) }
        }
        return writer.bytes
    }

    /// The header of the request that is acknowledged.
    static func request(_ sequence: UInt32, length: UInt32 = 20, into writer: inout AttributeWriter) {
        writer.fixed(length)
        writer.fixed(UInt16(0x1C))
        writer.fixed(UInt16(5))
        writer.fixed(sequence)
        writer.fixed(UInt32(0))
    }

    /// Parts of a dump, a number each, and the end.
    static func dump(_ sequence: UInt32, _ values: [UInt32], flags: UInt16 = 0, errno: Int32 = 0) -> [UInt8] {
        var writer = AttributeWriter()
        for value in values {
            writer.message(MessageHeader(type: 0x1C, flags: multi | flags, sequence: sequence)) { $0.fixed(value) }
        }
        writer.message(MessageHeader(type: 3, flags: multi | flags, sequence: sequence)) { $0.fixed(-errno) }
        return writer.bytes
    }
}

extension [UInt8] {
    /// The headers of the messages in a datagram.
    func headers() throws -> [MessageHeader] {
        var headers: [MessageHeader] = []
        try MessageReader.forEach(in: span) { headers.append($0.header) }
        return headers
    }
}
