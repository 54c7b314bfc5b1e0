package import ControlMessages
import NIOCore
import NIOHTTP1

extension PeerClient.Answer {
    /// The message of an answer that is one; an error's own words where it is none.
    package func message<Message: Decodable>(_ type: Message.Type) throws(PeerError) -> Message {
        guard status == .ok || status == .created else {
            let message = try? MessageCoding.decode(ErrorMessage.self, from: body)
            let reason = message.map { ": \($0.error.message)" } ?? ""
            throw PeerError("it answered with \(status)\(reason)", status: Int(status.code))
        }
        do throws(MessageError) {
            return try MessageCoding.decode(type, from: body)
        } catch {
            throw PeerError("its answer is not understood: \(error)")
        }
    }
}

extension PeerClient {
    /// How long a stream may be silent: nodes write something every fifteen seconds.
    private static let longestSilence: Int64 = 60

    /// Hands out the items of a stream until the node ends it or falls silent.
    package func listen(
        to path: String, _ take: @escaping @Sendable (ServerSentEvent) async throws -> Void
    ) async throws(PeerError) {
        let question = Question(path, headers: ["accept": "text/event-stream"])
        let lateness = "it said nothing for \(Self.longestSilence) s"
        try await converse(question, within: Self.longestSilence, lateness) { inbound, silence in
            var parts = inbound.makeAsyncIterator()
            guard case .head(let head) = try await parts.next() else { throw PeerError.hungUp }
            let type = head.headers.first(name: "content-type") ?? ""
            guard head.status == .ok, type.hasPrefix("text/event-stream") else {
                throw PeerError("it answered the watch with \(head.status)", status: Int(head.status.code))
            }
            var reader = ServerSentEventReader()
            while let part = try await parts.next() {
                silence.reset()
                guard case .body(let buffer) = part else { continue }
                for item in try reader.read(buffer.readableBytesView) { try await take(item) }
            }
            throw PeerError("it ended the stream")
        }
    }
}
