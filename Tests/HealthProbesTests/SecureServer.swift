import Addresses
import FoundationEssentials
import NIOCore
import NIOPosix
import NIOSSL

/// A server on loopback that answers everything it is told over TLS with the same bytes.
struct SecureServer {
    let endpoint: Endpoint
    private let channel: any Channel

    static let fixtures = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Fixtures/tls").path

    static let certificate = "\(fixtures)/server.pem"

    static func start(
        _ answer: String, certificate: String = "server.pem", at address: IPv4Address = IPv4Address(127, 0, 0, 1)
    ) async throws -> SecureServer {
        let context = try NIOSSLContext(
            configuration: .makeServerConfiguration(
                certificateChain: try NIOSSLCertificate.fromPEMFile("\(fixtures)/\(certificate)").map {
                    .certificate($0)
                },
                privateKey: .privateKey(try NIOSSLPrivateKey(file: "\(fixtures)/server.key", format: .pem))))
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: context))
                    try channel.pipeline.syncOperations.addHandler(SameAnswer(answer))
                }
            }
            .bind(host: "\(address)", port: 0).get()
        let port = UInt16(channel.localAddress?.port ?? 0)
        return SecureServer(endpoint: Endpoint(.v4(address), port: port), channel: channel)
    }

    func stop() async throws {
        try await channel.close()
    }
}

private final class SameAnswer: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let answer: String

    init(_ answer: String) {
        self.answer = answer
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: answer))).whenComplete { _ in
            bound.value.close(promise: nil)
        }
    }
}
