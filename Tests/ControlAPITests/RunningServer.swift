import ControlAPI
import FoundationEssentials
import Logging
import ServiceLifecycle

/// A control server on a socket in a directory of its own, for the length of a test.
enum RunningServer {
    static func inDirectory<Result>(_ body: (String) async throws -> Result) async throws -> Result {
        let directory = FileManager.default.temporaryDirectory.appending(path: "control-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: directory) }
        return try await body(directory)
    }

    /// Serves until `body` is done, then stops gracefully.
    static func serve<Result: Sendable>(
        _ node: FakeNode = FakeNode(), on socket: ControlSocket, _ body: @escaping @Sendable () async throws -> Result
    ) async throws -> Result {
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [ControlServer(socket: socket, node: node, logger: logger)], logger: logger))
        return try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            let result: Swift.Result<Result, any Error>
            do {
                result = .success(try await body())
            } catch {
                result = .failure(error)
            }
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
            return try result.get()
        }
    }

    /// A server with a client to it.
    static func withClient<Result: Sendable>(
        _ node: FakeNode = FakeNode(), _ body: @escaping @Sendable (RawClient) async throws -> Result
    ) async throws -> Result {
        try await inDirectory { directory in
            let socket = try ControlSocket(path: directory + "/s")
            return try await serve(node, on: socket) { try await body(RawClient(path: socket.path)) }
        }
    }
}
