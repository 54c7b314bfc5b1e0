import CNetlink

/// Requests that are sent together, several hundred to one system call.
package struct Batch: Sendable {
    private var writer: AttributeWriter
    /// Where each message begins.
    private var starts: [Int] = []

    /// - Parameter capacity: bytes to reserve.
    package init(reserving capacity: Int = 0) {
        writer = AttributeWriter(reserving: capacity)
    }

    /// How many messages there are.
    package var count: Int { starts.count }

    /// Appends a request; `body` writes its fixed header and attributes.
    package mutating func add(type: UInt16, flags: Int32 = 0, _ body: (inout AttributeWriter) -> Void) {
        starts.append(writer.bytes.count)
        let flags = UInt16(truncatingIfNeeded: NLM_F_REQUEST | flags)
        writer.message(MessageHeader(type: type, flags: flags), body)
    }

    /// Where the messages at `indices` lie in `bytes`.
    private func range(of indices: Range<Int>) -> Range<Int> {
        let end = indices.upperBound < starts.count ? starts[indices.upperBound] : writer.bytes.count
        return (indices.isEmpty ? end : starts[indices.lowerBound])..<end
    }
}

extension NetlinkConnection {
    /// Sends all messages, at most `batchLimit` at a time with an acknowledgement asked of the last one only, and
    /// returns what became of each.
    ///
    /// Throws only where the socket fails; how far the kernel came is then unknown.
    package func run(_ batch: consuming Batch) throws(NetlinkError) -> SequenceLedger {
        let first = takeSequenceNumbers(batch.count)
        var ledger = SequenceLedger(first: first, count: batch.count)
        batch.number(from: first)
        var start = 0
        while start < batch.count {
            let end = min(start + batchLimit, batch.count)
            try transport.send(batch.acknowledged(start..<end).span)
            while !ledger.isSettled(through: end - 1) {
                try receive("reading the kernel's answers") { message throws(DecodeFailure) in
                    guard let answer = try Acknowledgement(message) else { return }
                    ledger.record(answer, sequence: message.header.sequence)
                }
            }
            start = end
        }
        return ledger
    }

    /// Sends all messages at once, the first and the last one the frame of a transaction, of which the kernel carries out
    /// everything or nothing (`NFNL_MSG_BATCH_BEGIN`, `NFNL_MSG_BATCH_END`).
    ///
    /// Throws only where the socket fails; how far the kernel came is then unknown.
    package func runTransaction(_ batch: consuming Batch) throws(NetlinkError) -> SequenceLedger {
        let first = takeSequenceNumbers(batch.count)
        var ledger = SequenceLedger(first: first, count: batch.count)
        batch.number(from: first)
        // The end has no answer of its own.
        let last = batch.count - 2
        try transport.send(batch.whole(acknowledging: last).span)
        // A transaction that is refused as a whole is refused by its first message, and then nothing more may come.
        while !ledger.isSettled(through: last), ledger.failures.first?.index != 0 {
            try receive("reading the kernel's answers") { message throws(DecodeFailure) in
                guard let answer = try Acknowledgement(message) else { return }
                ledger.record(answer, sequence: message.header.sequence)
            }
        }
        return ledger
    }
}

extension Batch {
    fileprivate mutating func number(from first: UInt32) {
        for (index, start) in starts.enumerated() {
            writer.setSequence(first &+ UInt32(truncatingIfNeeded: index), ofMessageAt: start)
        }
    }

    /// The messages at `indices` as bytes, the last one asking for an acknowledgement.
    fileprivate mutating func acknowledged(_ indices: Range<Int>) -> ArraySlice<UInt8> {
        if let last = indices.last { writer.addFlags(NLM_F_ACK, toMessageAt: starts[last]) }
        return writer.bytes[range(of: indices)]
    }

    /// All messages as bytes, the one at `index` asking for an acknowledgement.
    fileprivate mutating func whole(acknowledging index: Int) -> [UInt8] {
        if starts.indices.contains(index) { writer.addFlags(NLM_F_ACK, toMessageAt: starts[index]) }
        return writer.bytes
    }
}
