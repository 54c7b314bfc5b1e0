package import Deadlines
package import Mail
import NIOCore
import NIOPosix
import Polling

/// Hands mail over by SMTP, each on a connection of its own.
package struct SMTPClient: MailSending {
    package init() {}

    package func send(
        _ message: MailMessage, to host: String, port: UInt16, heloName: String, patience: Nanoseconds
    ) async -> MailOutcome {
        let loop = MultiThreadedEventLoopGroup.singleton.any()
        let connecting = ClientBootstrap(group: loop).connectTimeout(.nanoseconds(patience.count))
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(SMTPHandler()) }
            }
            .connect(host: host, port: Int(port))
        let outcome = loop.makePromise(of: MailOutcome.self)
        connecting.whenComplete { result in
            switch result {
            case .success(let channel):
                let dialogue = SMTPDialogue(message, heloName: heloName, patience: patience, at: MonotonicClock.now)
                // Whoever gave up waiting while the connection was made needs none.
                outcome.futureResult.whenComplete { _ in channel.close(mode: .all, promise: nil) }
                do {
                    let handler = try channel.pipeline.syncOperations.handler(type: SMTPHandler.self)
                    try handler.begin(dialogue) { outcome.succeed($0) }
                } catch {
                    outcome.succeed(dialogue.ended())
                }
            case .failure(let error):
                outcome.succeed(.failed("no connection to \(host) port \(port): \(Self.text(of: error))"))
            }
        }
        return await withTaskCancellationHandler {
            (try? await outcome.futureResult.get()) ?? .failed("it was given up")
        } onCancel: {
            outcome.succeed(.failed("it was given up"))
        }
    }

    private static func text(of error: any Error) -> String {
        switch error {
        case let error as NIOConnectionError:
            error.connectionErrors.first.map { "\($0.error)" } ?? "its name is not known"
        default: "\(error)"
        }
    }
}

/// Carries one dialogue over a connection. What the server says before it begins is kept for it.
private final class SMTPHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private struct Early: Error {}
    /// More than any greeting has.
    private static let longestGreeting = 16_384

    private var context: ChannelHandlerContext?
    private var early = ByteBuffer()
    private var dialogue: SMTPDialogue?
    private var onEnd: ((MailOutcome) -> Void)?
    private var timer: Scheduled<Void>?

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }

    func handlerRemoved(context: ChannelHandlerContext) {
        end()
        self.context = nil
    }

    /// - Parameter onEnd: called once, on the channel's event loop.
    func begin(_ dialogue: SMTPDialogue, onEnd: @escaping (MailOutcome) -> Void) throws {
        guard let context, context.channel.isActive else { throw Early() }
        self.dialogue = dialogue
        self.onEnd = onEnd
        watch(context)
        if early.readableBytes > 0 { hear(early, context) }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = unwrapInboundIn(data)
        guard dialogue == nil else { return hear(bytes, context) }
        early.writeBuffer(&bytes)
        if early.readableBytes > Self.longestGreeting { context.close(promise: nil) }
    }

    func channelInactive(context: ChannelHandlerContext) { end() }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        end()
        context.close(promise: nil)
    }

    private func hear(_ bytes: ByteBuffer, _ context: ChannelHandlerContext) {
        guard onEnd != nil, let step = dialogue?.hear(bytes.readableBytesView, at: MonotonicClock.now) else { return }
        switch step {
        case .say(let bytes):
            if !bytes.isEmpty { write(bytes, context) }
            watch(context)
        case .finish(let result, let bytes):
            if !bytes.isEmpty { write(bytes, context) }
            finish(result)
        }
    }

    private func write(_ bytes: [UInt8], _ context: ChannelHandlerContext) {
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: bytes)), promise: nil)
    }

    private func watch(_ context: ChannelHandlerContext) {
        timer?.cancel()
        guard let dialogue else { return }
        let left = max(0, (dialogue.deadline - MonotonicClock.now).count)
        timer = context.eventLoop.assumeIsolated().scheduleTask(in: .nanoseconds(left)) { [self] in
            if let dialogue = self.dialogue { finish(dialogue.timedOut()) }
        }
    }

    private func end() {
        if let dialogue { finish(dialogue.ended()) }
    }

    private func finish(_ result: MailOutcome) {
        timer?.cancel()
        onEnd?(result)
        onEnd = nil
    }
}
