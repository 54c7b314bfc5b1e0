import NIOCore
import NIOPosix
import NIOSSL

/// A server on loopback that answers every question with what a test wants, byte for byte.
struct ScriptedServer: Sendable {
    /// What goes out at once, and how long is waited after it.
    struct Piece: Sendable {
        let text: String
        var pause = Duration.zero
    }

    typealias Script = @Sendable (_ question: String) -> [Piece]

    static let fixtures =
        "/" + #filePath.split(separator: "/").dropLast(2).joined(separator: "/") + "/Fixtures/tls"
    static let authorities = fixtures + "/authority.pem"

    let port: UInt16

    /// Serves for as long as `body` takes.
    static func run<Result>(
        on host: String = "127.0.0.1", isSecure: Bool = true, _ script: @escaping Script,
        onHangUp: @escaping @Sendable () -> Void = {}, _ body: (ScriptedServer) async throws -> Result
    ) async throws -> Result {
        let context = isSecure ? try tlsContext() : nil
        let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let context {
                        try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: context))
                    }
                    try channel.pipeline.syncOperations.addHandler(ScriptHandler(script, onHangUp))
                }
            }
            .bind(host: host, port: 0).get()
        let port = UInt16(server.localAddress?.port ?? 0)
        do {
            let result = try await body(ScriptedServer(port: port))
            try await server.close()
            return result
        } catch {
            try? await server.close()
            throw error
        }
    }

    static func answer(_ status: String, _ body: String) -> [Piece] {
        [Piece(text: "HTTP/1.1 \(status)\r\ncontent-length: \(body.utf8.count)\r\n\r\n\(body)")]
    }

    private static func tlsContext() throws -> NIOSSLContext {
        try NIOSSLContext(
            configuration: .makeServerConfiguration(
                certificateChain: try NIOSSLCertificate.fromPEMFile("\(fixtures)/server.pem").map { .certificate($0) },
                privateKey: .privateKey(try NIOSSLPrivateKey(file: "\(fixtures)/server.key", format: .pem))))
    }
}

/// Says its pieces when a question is whole, and hangs up after the last.
private final class ScriptHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let script: ScriptedServer.Script
    private var question = ""
    private var pieces: ArraySlice<ScriptedServer.Piece>?

    private let onHangUp: @Sendable () -> Void

    init(_ script: @escaping ScriptedServer.Script, _ onHangUp: @escaping @Sendable () -> Void) {
        self.script = script
        self.onHangUp = onHangUp
    }

    func channelInactive(context: ChannelHandlerContext) {
        onHangUp()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        question += String(buffer: unwrapInboundIn(data))
        guard pieces == nil, question.contains("\r\n\r\n") else { return }
        pieces = script(question)[...]
        sayNext(context)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    private func sayNext(_ context: ChannelHandlerContext) {
        guard context.channel.isActive, let piece = pieces?.popFirst() else { return context.close(promise: nil) }
        // One after the other: a client that does not read is not written to.
        let written = context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: piece.text)))
        let pause = TimeAmount.nanoseconds(Int64(piece.pause / .nanoseconds(1)))
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        written.whenComplete { _ in
            let (_, context) = bound.value
            context.eventLoop.assumeIsolated().scheduleTask(in: pause) {
                let (handler, context) = bound.value
                handler.sayNext(context)
            }
        }
    }
}
