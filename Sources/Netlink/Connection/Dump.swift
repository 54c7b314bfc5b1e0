import CLinux
import CNetlink

// Questions with any number of answers.
extension NetlinkConnection {
    /// How often a question is asked again because the kernel's table changed meanwhile or answers were dropped.
    private static let attempts = 8
    /// Bytes to reserve for a question; longer ones are no error.
    private static let requestSize = 256

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
        var items: [Item] = []
        try dump(attempt, type: type, into: &items, request: request, decode: decode)
        return items
    }

    /// As `dump`, and appends to what is there already, so that many small lists can share one buffer. Nothing has been
    /// appended where it throws.
    package func dump<Item>(
        _ attempt: String, type: UInt16, into items: inout [Item], request: (inout AttributeWriter) -> Void,
        decode: (borrowing Message) throws(DecodeFailure) -> Item?
    ) throws(NetlinkError) {
        try ask(attempt, type: type, flags: NLM_F_DUMP, into: &items, request: request, decode: decode)
    }

    /// Asks for one thing and returns what `decode` makes of the answer; nil where there was none.
    package func get<Item>(
        _ attempt: String, type: UInt16, request: (inout AttributeWriter) -> Void,
        decode: (borrowing Message) throws(DecodeFailure) -> Item?
    ) throws(NetlinkError) -> Item? {
        var items: [Item] = []
        try ask(attempt, type: type, flags: NLM_F_ACK, into: &items, request: request, decode: decode)
        return items.first
    }

    private func ask<Item>(
        _ attempt: String, type: UInt16, flags: Int32, into items: inout [Item],
        request: (inout AttributeWriter) -> Void, decode: (borrowing Message) throws(DecodeFailure) -> Item?
    ) throws(NetlinkError) {
        let before = items.count
        for _ in 0..<Self.attempts {
            var answer = DumpAnswer(sequence: takeSequenceNumbers(1))
            var writer = AttributeWriter(reserving: Self.requestSize)
            let flags = UInt16(truncatingIfNeeded: NLM_F_REQUEST | flags)
            writer.message(MessageHeader(type: type, flags: flags, sequence: answer.sequence), request)
            try transport.send(writer.bytes.span)
            // Always to the end, whatever comes: the kernel runs one dump a socket at a time.
            while !answer.isComplete {
                do throws(NetlinkError) {
                    try receive(attempt) { message throws(DecodeFailure) in
                        guard try answer.isPart(message) else { return }
                        do throws(DecodeFailure) {
                            if let item = try decode(message) { items.append(item) }
                        } catch {
                            answer.note(error)
                        }
                    }
                } catch {
                    guard error.errno == ENOBUFS else {
                        items.removeSubrange(before...)
                        throw error
                    }
                    answer.isInterrupted = true
                }
            }
            if !answer.isInterrupted, answer.failure == nil, answer.errno == 0 { return }
            items.removeSubrange(before...)
            if let failure = answer.failure { throw NetlinkError(attempt, failure) }
            guard answer.errno == 0 else {
                throw NetlinkError(attempt, errno: answer.errno, explanation: answer.explanation)
            }
        }
        throw NetlinkError(
            attempt, errno: EAGAIN, explanation: "the table changed during each of \(Self.attempts) reads")
    }
}

/// How far one dump has come.
private struct DumpAnswer {
    let sequence: UInt32
    var isInterrupted = false
    private(set) var isComplete = false
    private(set) var errno: Int32 = 0
    private(set) var explanation: String?
    private(set) var failure: DecodeFailure?

    init(sequence: UInt32) {
        self.sequence = sequence
    }

    /// Whether a message is a part of the answer to decode; else it is its end, or no part of it.
    mutating func isPart(_ message: borrowing Message) throws(DecodeFailure) -> Bool {
        guard message.header.sequence == sequence else { return false }
        if message.header.hasFlag(NLM_F_DUMP_INTR) { isInterrupted = true }
        if let end = try Acknowledgement(message) {
            isComplete = true
            errno = end.errno
            explanation = end.explanation
            return false
        }
        return message.header.type >= UInt16(NLMSG_MIN_TYPE)
    }

    /// Notes why a part could not be read, the first one.
    mutating func note(_ error: DecodeFailure) {
        failure = failure ?? error
    }
}
