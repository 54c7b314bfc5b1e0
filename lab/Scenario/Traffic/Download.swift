package import Addresses
package import Deadlines
import Glibc
import Synchronization

/// A client that downloads one file over one connection, slowly until it is let go, on a thread of its own.
///
/// The pace is the reader's: what it does not read yet the other side cannot send.
package final class Download: Sendable {
    /// About 400 KB a second, 4 KB at a time.
    private static let pause: UInt32 = 10_000

    private struct State {
        var received = 0
        var isHeldBack = true
        var outcome: Result<[UInt8], HTTPFailure>?
    }

    private let state = Mutex(State())

    private init() {}

    /// - Parameter timeout: how long the client waits for the next bytes before it gives up.
    package static func start(
        of path: String, from target: Endpoint, in namespace: NetworkNamespace, timeout: Nanoseconds
    ) throws -> Download {
        let download = Download()
        try namespace.startThread("download") { entered in
            guard case .success = entered else { return download.end(with: .failure(.failed(EINVAL))) }
            download.run(path, target, timeout)
        }
        return download
    }

    /// Bytes that have come so far.
    package var received: Int { state.withLock { $0.received } }

    /// The whole file or why it did not come; nil while it is under way.
    package var outcome: Result<[UInt8], HTTPFailure>? { state.withLock { $0.outcome } }

    /// Waits until so many more bytes have come.
    package func progress(by count: Int, within limit: Nanoseconds) async throws {
        let goal = received + count
        try await eventually("\(count) more bytes of the download", within: limit) { received >= goal }
    }

    /// Has the rest come as fast as it can and returns the whole.
    package func finish(within limit: Nanoseconds) async throws -> [UInt8] {
        state.withLock { $0.isHeldBack = false }
        try await eventually("the download ends", within: limit) { outcome != nil }
        return try outcome?.get() ?? []
    }

    private func run(_ path: String, _ target: Endpoint, _ timeout: Nanoseconds) {
        do throws(HTTPFailure) {
            let connection = try HTTPConnection(to: target, timeout: timeout)
            let bytes = try connection.getBytes(path) { received in
                let isHeldBack = state.withLock { state in
                    state.received = received
                    return state.isHeldBack
                }
                if isHeldBack { usleep(Self.pause) }
            }
            end(with: .success(bytes))
        } catch {
            end(with: .failure(error))
        }
    }

    private func end(with outcome: Result<[UInt8], HTTPFailure>) {
        state.withLock { $0.outcome = outcome }
    }
}
