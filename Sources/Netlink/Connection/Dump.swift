import CLinux
import CNetlink

// Questions with any number of answers.
extension NetlinkConnection {
    /// How often a question is asked again because the kernel's table changed meanwhile or answers were dropped.
    private static let attempts = 8

    /// Asks for a list (`NLM_F_DUMP`) and returns what `decode` makes of its parts; nil leaves a part out.
    ///
    /// A dump during which the table changed (`NLM_F_DUMP_INTR`) or answers were lost (`ENOBUFS`) is repeated from the
    /// start, eight times at most.
    ///
    /// - Parameter attempt: what is being tried, for the error.
    package func dump<Item>(
        _ attempt: String, type: UInt16, request: (inout AttributeWriter) -> Void,
        decode: (borrowing Message) throws(DecodeFailure) -> Item?
    ) throws(NetlinkError) -> [Item] {
        try ask(attempt, type: type, flags: NLM_F_DUMP, request: request, decode: decode)
    }

    /// Asks for one thing and returns what `decode` makes of the answer; nil where there was none.
    package func get<Item>(
        _ attempt: String, type: UInt16, request: (inout AttributeWriter) -> Void,
        decode: (borrowing Message) throws(DecodeFailure) -> Item?
    ) throws(NetlinkError) -> Item? {
        try ask(attempt, type: type, flags: NLM_F_ACK, request: request, decode: decode).first
    }

    private func ask<Item>(
        _ attempt: String, type: UInt16, flags: Int32, request: (inout AttributeWriter) -> Void,
        decode: (borrowing Message) throws(DecodeFailure) -> Item?
    ) throws(NetlinkError) -> [Item] {
        for _ in 0..<Self.attempts {
            var answer = DumpAnswer<Item>(sequence: takeSequenceNumbers(1))
            var writer = AttributeWriter()
            let flags = UInt16(truncatingIfNeeded: NLM_F_REQUEST | flags)
            writer.message(MessageHeader(type: type, flags: flags, sequence: answer.sequence), request)
            try transport.send(writer.bytes.span)
            // Always to the end, whatever comes: the kernel runs one dump a socket at a time.
            while !answer.isComplete {
                do throws(NetlinkError) {
                    try receive(attempt) { message throws(DecodeFailure) in try answer.take(message, decode) }
                } catch {
                    guard error.errno == ENOBUFS else { throw error }
                    answer.isInterrupted = true
                }
            }
            if let failure = answer.failure { throw NetlinkError(attempt, failure) }
            guard answer.errno == 0 else {
                throw NetlinkError(attempt, errno: answer.errno, explanation: answer.explanation)
            }
            if !answer.isInterrupted { return answer.items }
        }
        throw NetlinkError(
            attempt, errno: EAGAIN, explanation: "the table changed during each of \(Self.attempts) reads")
    }
}

/// What has come of one dump so far.
private struct DumpAnswer<Item> {
    let sequence: UInt32
    var items: [Item] = []
    var isInterrupted = false
    var isComplete = false
    var errno: Int32 = 0
    var explanation: String?
    var failure: DecodeFailure?

    init(sequence: UInt32) {
        self.sequence = sequence
    }

    mutating func take(
        _ message: borrowing Message, _ decode: (borrowing Message) throws(DecodeFailure) -> Item?
    ) throws(DecodeFailure) {
        guard message.header.sequence == sequence else { return }
        if message.header.hasFlag(NLM_F_DUMP_INTR) { isInterrupted = true }
        if let end = try Acknowledgement(message) {
            isComplete = true
            errno = end.errno
            explanation = end.explanation
            return
        }
        guard message.header.type >= UInt16(NLMSG_MIN_TYPE) else { return }
        do throws(DecodeFailure) {
            if let item = try decode(message) { items.append(item) }
        } catch {
            failure = failure ?? error
        }
    }
}
