import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1
import ServiceLifecycle

/// One client's connection, from its acceptance to its end.
struct ControlConnection: Sendable {
    typealias Value = HTTP1Channel.Value

    /// How long a client may be silent.
    private static let idleTimeout = TimeAmount.seconds(60)
    /// How long a connection may finish its answer after a stop was asked for.
    private static let grace = TimeAmount.seconds(1)

    private let http: HTTP1Channel
    private let logger: Logger

    /// - Parameter router: answers the requests.
    init(answering router: ControlRouter, logger: Logger) {
        let responder = router.makeResponder()
        self.logger = logger
        http = HTTP1Channel(
            responder: { request, writer, channel in
                let source = ApplicationRequestContextSource(channel: channel, logger: logger)
                let response = try await responder.respond(to: request, context: ControlContext(source: source))
                try await writer.write(response: response.head, body: response.body)
            },
            configuration: .init(idleTimeout: Self.idleTimeout))
    }

    /// Builds the channel's pipeline.
    func setup(_ channel: any Channel) -> EventLoopFuture<Value> {
        http.setup(channel: channel, logger: logger).flatMapThrowing { value in
            let pipeline = channel.pipeline.syncOperations
            let decoder = try pipeline.handler(type: ByteToMessageHandler<HTTPRequestDecoder>.self)
            try pipeline.addHandler(MalformedRequestHandler(), position: .after(decoder))
            return value
        }
    }

    /// Answers requests until either side hangs up.
    func serve(_ value: Value) async {
        let channel = value.channel
        await withGracefulShutdownHandler {
            await http.handle(value: value, logger: logger)
        } onGracefulShutdown: {
            channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
            _ = channel.eventLoop.scheduleTask(in: Self.grace) { channel.close(promise: nil) }
        }
    }
}
