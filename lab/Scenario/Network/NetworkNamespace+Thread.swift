import CLinux
import Glibc
package import Polling

extension NetworkNamespace {
    /// Runs blocking work on a thread of its own inside the namespace: sockets that it opens belong there, and
    /// /proc/thread-self/net shows it.
    package func onThread<Value: Sendable>(
        _ purpose: String, _ work: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            do {
                try startThread(purpose) { entered in
                    continuation.resume(with: entered.flatMap { _ in Result { try work() } })
                }
            } catch {
                continuation.resume(throwing: error)
            }
        }
    }

    /// Starts a thread that enters the namespace and then runs `work`, which learns whether that went well.
    package func startThread(
        _ purpose: String, _ work: @escaping @Sendable (Result<Void, any Error>) -> Void
    ) throws(SystemCallError) {
        let path = "/run/netns/\(name)"
        try NamedThread.start(purpose) {
            let descriptor = open(path, O_RDONLY | O_CLOEXEC)
            guard descriptor >= 0 else { return work(.failure(SystemCallError.current("open", on: path))) }
            defer { close(descriptor) }
            let result = clinux_enter_network_namespace(descriptor)
            guard result == 0 else {
                return work(.failure(SystemCallError("setns", on: path, errno: -result)))
            }
            work(.success(()))
        }
    }
}
