/// `UDP_CHECK`: a datagram is sent; an ICMP error fails the check, and where a reply is required its absence does.
package struct UDPConversation: CheckConversation {
    private let check: UDPCheck
    private let payload: [UInt8]

    /// - Parameter payload: what is sent.
    package init(_ check: UDPCheck, payload: [UInt8]) {
        self.check = check
        self.payload = payload
    }

    package var carrier: ConversationCarrier { .udp }

    package mutating func begin() -> ConversationStep { .continue(payload) }

    package mutating func hear(_ bytes: ArraySlice<UInt8>) -> ConversationStep {
        guard check.lengths.contains(bytes.count) else {
            let bounds = "\(check.lengths.lowerBound) to \(check.lengths.upperBound)"
            return .finish(.failed("a reply of \(bytes.count) bytes, expected \(bounds)"))
        }
        guard let reply = check.reply, !reply.matches(bytes) else { return .finish(.passed("answered")) }
        return .finish(.failed("the reply is not the one that is required"))
    }

    package func ended() -> CheckResult { .failed("no answer") }

    package func timedOut(after timeout: String) -> CheckResult {
        check.requiresReply ? .failed("no reply within \(timeout)") : .passed("no error within \(timeout)")
    }
}

/// What a `UDP_CHECK` sends and takes for an answer.
package struct UDPCheck: Hashable, Sendable {
    /// nil: bytes by chance.
    package let payload: [UInt8]?
    package let requiresReply: Bool
    /// What a reply begins with, as far as it goes; nil where any will do.
    package let reply: BytePattern?
    /// How long a reply may be, in bytes.
    package let lengths: ClosedRange<Int>

    package init(payload: [UInt8]?, requiresReply: Bool, reply: BytePattern?, lengths: ClosedRange<Int>) {
        self.payload = payload
        self.requiresReply = requiresReply
        self.reply = reply
        self.lengths = lengths
    }
}

/// Bytes, some of whose halves may be anything: `0a1x`.
package struct BytePattern: Hashable, Sendable {
    private let values: [UInt8]
    private let masks: [UInt8]

    /// - Parameters:
    ///   - values: what the bytes are, where their bits count
    ///   - masks: as many, with the bits that count
    package init(values: [UInt8], masks: [UInt8]) {
        self.values = zip(values, masks).map { $0 & $1 }
        self.masks = Array(masks.prefix(values.count))
    }

    package var count: Int { values.count }

    /// Whether all bits are those that count.
    package var isExact: Bool { masks.allSatisfy { $0 == 0xFF } }

    package var bytes: [UInt8] { values }

    /// Whether the bytes begin like this; fewer are compared as far as they go, as in keepalived.
    package func matches(_ bytes: ArraySlice<UInt8>) -> Bool {
        zip(bytes, zip(values, masks)).allSatisfy { byte, wanted in byte & wanted.1 == wanted.0 }
    }
}
