import Hummingbird
import HummingbirdCore
package import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle

/// Serves the control API on a socket until it is asked to stop; then finishes what is being answered and removes the
/// socket.
///
/// Requests, routing and answers are Hummingbird's. The accept loop is here because Hummingbird's own removes whatever
/// has the socket's name, the socket of a daemon that lives included, and binds anew.
package struct ControlServer: Service {
    private static let idleTimeout = TimeAmount.seconds(60)

    private let socket: ControlSocket
    private let node: any ControlledNode
    private let logger: Logger

    package init(socket: ControlSocket, node: any ControlledNode, logger: Logger) {
        self.socket = socket
        self.node = node
        self.logger = logger
    }

    package func run() async throws {
        defer { socket.remove() }
        let connection = ControlConnection(http: makeHTTP(), logger: logger)
        let accepted = AcceptedConnections(connection)
        let listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelInitializer { accepted.setup($0) }
            .withBoundSocket(socket.listener).get()
        listener.closeFuture.whenComplete { _ in accepted.finish() }
        logger.info("control API ready", metadata: ["socket": "\(socket.path)"])
        await withGracefulShutdownHandler {
            await withDiscardingTaskGroup { connections in
                for await channel in accepted { connections.addTask { await connection.serve(channel) } }
            }
        } onGracefulShutdown: {
            listener.close(promise: nil)
        }
    }

    private func makeHTTP() -> HTTP1Channel {
        let responder = ControlRouter(node: node).makeResponder()
        let logger = logger
        return HTTP1Channel(
            responder: { request, writer, channel in
                let source = ApplicationRequestContextSource(channel: channel, logger: logger)
                let response = try await responder.respond(to: request, context: ControlContext(source: source))
                try await writer.write(response: response.head, body: response.body)
            },
            configuration: .init(idleTimeout: Self.idleTimeout))
    }
}
