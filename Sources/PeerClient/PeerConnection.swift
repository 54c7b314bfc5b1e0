import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import NIOTLS
import NodeConfiguration

/// A connection to a node on which one question is asked.
struct PeerConnection: Sendable {
    typealias HTTP = NIOAsyncChannel<HTTPClientResponsePart, HTTPClientRequestPart>

    /// How long a node may take to accept the connection, and then for the TLS handshake.
    private static let patience = Int64(5)

    let http: HTTP

    /// Connects; over TLS the node has proved by then who it is.
    static func open(_ address: APIAddress, _ credentials: Credentials) async throws(PeerError) -> PeerConnection {
        let context: NIOSSLContext?
        if case .secure = address { context = try credentials.tlsContext() } else { context = nil }
        let (http, handshake): (HTTP, EventLoopFuture<Void>?)
        do {
            (http, handshake) = try await connect(to: address, context)
        } catch {
            throw PeerError("it cannot be reached: \(reason(of: error))", isUnreachable: true)
        }
        guard let handshake else { return PeerConnection(http: http) }
        let deadline = ChannelDeadline(http.channel, after: .seconds(patience))
        defer { deadline.cancel() }
        do {
            try await handshake.get()
        } catch {
            http.channel.close(promise: nil)
            // Nobody reads from it; it wants to be ended all the same.
            try? await http.executeThenClose { _, _ in }
            if deadline.hasPassed { throw PeerError("it made no TLS handshake within \(patience) s") }
            throw PeerError(refusal(error, credentials, address))
        }
        return PeerConnection(http: http)
    }

    private static func connect(
        to address: APIAddress, _ context: NIOSSLContext?
    ) async throws -> (HTTP, EventLoopFuture<Void>?) {
        let bootstrap = ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton).connectTimeout(.seconds(patience))
        switch address {
        case .unix(let path):
            return try await bootstrap.connect(unixDomainSocketPath: path) { channel in
                channel.eventLoop.makeCompletedFuture { (try prepare(channel), nil) }
            }
        case .plain(let host, let port), .secure(let host, let port):
            return try await bootstrap.connect(host: host, port: Int(port)) { channel in
                channel.eventLoop.makeCompletedFuture {
                    guard let context else { return (try prepare(channel), nil) }
                    // A certificate for an address is checked against the connection's.
                    let isAddress = (try? SocketAddress(ipAddress: host, port: 0)) != nil
                    let handshake = HandshakeWatch(channel.eventLoop.makePromise(of: Void.self))
                    try channel.pipeline.syncOperations.addHandlers(
                        try NIOSSLClientHandler(context: context, serverHostname: isAddress ? nil : host), handshake)
                    return (try prepare(channel), handshake.outcome)
                }
            }
        }
    }

    private static func prepare(_ channel: any Channel) throws -> HTTP {
        try channel.pipeline.syncOperations.addHTTPClientHandlers()
        return try NIOAsyncChannel(wrappingChannelSynchronously: channel)
    }

    /// Why a handshake failed, in the words of those who set certificates up.
    private static func refusal(_ error: any Error, _ credentials: Credentials, _ address: APIAddress) -> String {
        if let extra = error as? NIOSSLExtraError, extra == .failedToValidateHostname {
            return "its certificate is refused: it is not for \(address.authority)"
        }
        let text = "\(error)"
        guard text.contains("CERTIFICATE_VERIFY_FAILED") else { return "the TLS handshake failed: \(text)" }
        return "its certificate is refused: none of \(credentials.authorities) vouches for it, or it"
            + " has expired"
    }

    /// What stands behind NIO's errors of several attempts.
    private static func reason(of error: any Error) -> String {
        if let failure = error as? IOError { return String(cString: strerror(failure.errnoCode)) }
        guard let attempts = error as? NIOConnectionError else { return "\(error)" }
        if let failure = attempts.connectionErrors.first?.error { return reason(of: failure) }
        let lookup = attempts.dnsAError ?? attempts.dnsAAAAError
        return lookup.map { "\($0)" } ?? "\(attempts.host) has no address"
    }
}

/// Tells when the TLS handshake of a channel is done, or why it is not.
private final class HandshakeWatch: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let promise: EventLoopPromise<Void>

    var outcome: EventLoopFuture<Void> { promise.futureResult }

    init(_ promise: EventLoopPromise<Void>) {
        self.promise = promise
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case TLSUserEvent.handshakeCompleted? = event as? TLSUserEvent { promise.succeed() }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        promise.fail(error)
        context.fireErrorCaught(error)
    }

    func channelInactive(context: ChannelHandlerContext) {
        promise.fail(PeerError("it hung up"))
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        promise.fail(PeerError("it hung up"))
    }
}
