import ControlMessages
import Hummingbird
import NIOCore
import ServiceLifecycle

/// The body of one listener's answer, which ends with the listener or with the server.
///
/// What is not written yet stays in the node's history: a client that does not read costs its socket's buffers and
/// one batch, and nobody waits for it.
struct EventStream: Sendable {
    /// Why the stream looks whether there is something to write.
    enum Wake: Sendable {
        case news
        case heartbeat
    }

    /// How often something is written, so that a client that is gone is found.
    private static let heartbeat = Duration.seconds(15)

    let feed: any EventFeed
    let wakes: AsyncStream<Wake>
    let wake: AsyncStream<Wake>.Continuation

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
                let wrote = try await writeNews(to: &writer)
                if !wrote, reason == .heartbeat {
                    try await writer.write(ByteBuffer(string: ServerSentEvent.heartbeat))
                }
            }
        } onGracefulShutdown: {
            wake.finish()
        }
        // What the stop itself has told.
        _ = try await writeNews(to: &writer)
        try await writer.finish(nil)
    }

    /// Writes everything that is there; false where nothing was.
    private func writeNews(to writer: inout any ResponseBodyWriter) async throws -> Bool {
        var wrote = false
        while true {
            let batch = feed.take()
            guard !batch.isEmpty else { return wrote }
            let text = try ServerSentEvent.items(of: batch).map(\.text).joined()
            try await writer.write(ByteBuffer(string: text))
            wrote = true
        }
    }
}
