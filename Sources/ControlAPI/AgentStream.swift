import ControlMessages
import Hummingbird
import NIOCore
import ServiceLifecycle

/// The body of one watcher's answer: an agent's list, and each one that replaces it. It ends with the watcher, the
/// server or the group.
struct AgentStream: Sendable {
    /// How often something is written, so that a client that is gone is found.
    private static let heartbeat = Duration.seconds(15)

    let feed: any AgentFeed
    let wakes: AsyncStream<EventStream.Wake>
    let wake: AsyncStream<EventStream.Wake>.Continuation

    func write(to writer: inout any ResponseBodyWriter) async throws {
        let beats = Task {
            while true {
                try await Task.sleep(for: Self.heartbeat)
                wake.yield(.heartbeat)
            }
        }
        defer { beats.cancel() }
        try await withGracefulShutdownHandler {
            for await reason in wakes {
                // One wake is kept, so that a heartbeat may stand in the place of news.
                if try await !writeNews(to: &writer) { wake.finish() }
                if reason == .heartbeat { try await writer.write(ByteBuffer(string: ServerSentEvent.heartbeat)) }
            }
        } onGracefulShutdown: {
            wake.finish()
        }
        try await writer.finish(nil)
    }

    /// Writes the list where it is new; false where there is none any more.
    private func writeNews(to writer: inout any ResponseBodyWriter) async throws -> Bool {
        let message: AgentMessage?
        do throws(ControlError) {
            message = try await feed.take()
        } catch {
            return false
        }
        if let message { try await writer.write(ByteBuffer(string: ServerSentEvent(message).text)) }
        return true
    }
}
