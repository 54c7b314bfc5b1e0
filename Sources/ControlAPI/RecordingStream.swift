import Hummingbird
import NIOCore
import ServiceLifecycle

/// The body of a recording's answer, which ends with the client or with the server.
///
/// It comes and looks for lines, so that the VRRP thread need not wake anybody up.
struct RecordingStream: Sendable {
    /// How long it waits where nothing was left.
    private static let pause = Duration.milliseconds(100)
    /// After so many pauses an empty line is written, so that a client that is gone is found.
    private static let patience = 20

    let feed: any RecordingFeed

    func write(to writer: inout any ResponseBodyWriter) async throws {
        var pauses = 0
        while !Task.isShuttingDownGracefully {
            if try await writeLines(to: &writer) {
                pauses = 0
                continue
            }
            pauses += 1
            if pauses.isMultiple(of: Self.patience) { try await writer.write(ByteBuffer(string: "\n")) }
            await Self.rest()
        }
        // What the stop itself has brought.
        while try await writeLines(to: &writer) {}
        try await writer.finish(nil)
    }

    private static func rest() async {
        _ = try? await cancelWhenGracefulShutdown { try await Task.sleep(for: pause) }
    }

    /// Writes what is there; false where nothing was.
    private func writeLines(to writer: inout any ResponseBodyWriter) async throws -> Bool {
        try Task.checkCancellation()
        let lines = feed.take()
        guard !lines.isEmpty else { return false }
        try await writer.write(ByteBuffer(bytes: lines))
        return true
    }
}
