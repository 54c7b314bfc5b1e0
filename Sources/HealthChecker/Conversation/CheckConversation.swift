/// What a check says to a server and what it makes of the answers: bytes in, bytes and a result out. It knows neither
/// sockets nor time.
package protocol CheckConversation: Sendable {
    /// What carries it.
    var carrier: ConversationCarrier { get }

    /// What is said first.
    mutating func begin() -> ConversationStep

    /// Takes what the server said: a piece of a stream, or one whole datagram.
    mutating func hear(_ bytes: ArraySlice<UInt8>) -> ConversationStep

    /// What it comes to when the server ends its side of a stream.
    func ended() -> CheckResult

    /// What it comes to when the check's time is over without a result.
    ///
    /// - Parameter timeout: the time in words.
    func timedOut(after timeout: String) -> CheckResult
}

/// What a conversation goes over.
package enum ConversationCarrier: Hashable, Sendable {
    case tcp
    case udp
    /// ICMP or ICMPv6, by the target's family.
    case icmp
}

/// What a conversation does next.
package enum ConversationStep: Hashable, Sendable {
    /// Says this, where it is anything, and listens.
    case `continue`([UInt8])
    /// Says this, and waits for no answer.
    case finish(CheckResult, saying: [UInt8])

    /// Listens without saying anything.
    package static let listen = ConversationStep.continue([])

    package static func finish(_ result: CheckResult) -> ConversationStep { .finish(result, saying: []) }
}
