import Addresses
package import HealthChecker

/// Puts bytes before checks as what servers answered them.
package enum HostileReplies {
    /// What a reply was read as, and what came of it.
    package struct Outcome {
        package let kind: CheckKind
        package let result: CheckResult
    }

    private static let kinds: [CheckKind] = [
        .http(HTTPCheck(urls: [HTTPURL(path: "/")])),
        .http(HTTPCheck(urls: [HTTPURL(path: "/", digest: [UInt8](repeating: 0, count: 16))])),
        .smtp(heloName: "lb1"), .dns(.root(.soa)),
        .udp(
            UDPCheck(
                payload: [1], requiresReply: true, reply: BytePattern(values: [0x0A, 0x10], masks: [0xFF, 0xF0]),
                lengths: 2...40)),
        .ping,
    ]

    private static let target = Endpoint(.v4(IPv4Address(192, 0, 2, 1)), port: 80)

    /// The first byte says which check asked, the second one in pieces of which length the rest comes. A trap, an endless
    /// loop, or a judgement of a web server that depends on the pieces can go wrong here.
    @discardableResult
    package static func read(_ input: [UInt8]) -> Outcome {
        let kind = kinds[Int(input.first ?? 0) % kinds.count]
        let size = max(Int(input.dropFirst().first ?? 0), 1)
        let reply = input.dropFirst(2)
        let result = result(of: kind, reply, inPiecesOf: size)
        if case .http = kind {
            let whole = self.result(of: kind, reply, inPiecesOf: max(reply.count, 1))
            precondition(whole == result, "\(kind): '\(result)' in pieces of \(size), '\(whole)' as a whole")
        }
        return Outcome(kind: kind, result: result)
    }

    private static func result(of kind: CheckKind, _ reply: ArraySlice<UInt8>, inPiecesOf size: Int) -> CheckResult {
        let pieces = stride(from: reply.startIndex, to: reply.endIndex, by: size).map { start in
            reply[start..<min(start + size, reply.endIndex)]
        }
        switch kind {
        case .http(let check):
            return answer(to: HTTPConversation(check.urls[0], check.httpProtocol, target: target), in: pieces)
        default:
            let conversation = kind.conversation(step: 0, with: target, chance: 0x0001_0001)
            return conversation.map { answer(to: $0, in: pieces) } ?? .local("")
        }
    }

    private static func answer(to conversation: some CheckConversation, in pieces: [ArraySlice<UInt8>]) -> CheckResult {
        var conversation = conversation
        _ = conversation.begin()
        for piece in pieces {
            if case .finish(let result, _) = conversation.hear(piece) { return result }
        }
        return conversation.carrier == .tcp ? conversation.ended() : conversation.timedOut(after: "5 s")
    }
}
