import ControlMessages
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import NodeConfiguration

/// Asks one load balancer questions, one a connection.
struct LoadBalancerClient: Sendable {
    /// A whole answer.
    struct Answer: Sendable {
        let status: HTTPResponseStatus
        let headers: HTTPHeaders
        let body: [UInt8]
    }

    /// Where to, for what, and what comes along.
    struct Question: Sendable {
        var method = HTTPMethod.GET
        let path: String
        var headers: HTTPHeaders = [:]
        var body: [UInt8] = []
    }

    static let connectTimeout = TimeAmount.seconds(5)
    /// How long a load balancer may take for an answer.
    static let patience = TimeAmount.seconds(10)
    /// How long a stream may be silent: load balancers write something every fifteen seconds.
    static let longestSilence = TimeAmount.seconds(60)
    static let largestAnswer = 1 << 20

    let address: LoadBalancerAddress
    let credentials: Credentials

    func ask(_ question: Question) async throws(LoadBalancerFailure) -> Answer {
        try await converse(question) { channel, inbound in
            let deadline = channel.eventLoop.scheduleTask(in: Self.patience) { channel.close(promise: nil) }
            defer { deadline.cancel() }
            var parts = inbound.makeAsyncIterator()
            return try await Self.answer(in: &parts)
        }
    }

    /// Hands out the items of a stream until the load balancer ends it or falls silent.
    func listen(
        to path: String, _ take: @escaping @Sendable (ServerSentEvent) async throws -> Void
    ) async throws(LoadBalancerFailure) {
        try await converse(Question(path: path, headers: ["accept": "text/event-stream"])) { channel, inbound in
            let watch = SilenceWatch(channel, limit: Self.longestSilence)
            defer { watch.cancel() }
            var parts = inbound.makeAsyncIterator()
            guard case .head(let head) = try await parts.next() else { throw Self.hungUp }
            let type = head.headers.first(name: "content-type") ?? ""
            guard head.status == .ok, type.hasPrefix("text/event-stream") else {
                throw LoadBalancerFailure("it answered the watch with \(head.status)", status: Int(head.status.code))
            }
            var reader = ServerSentEventReader()
            while let part = try await parts.next() {
                watch.reset()
                guard case .body(let buffer) = part else { continue }
                for item in try reader.read(buffer.readableBytesView) { try await take(item) }
            }
            throw Self.hungUp
        }
    }

    private static let hungUp = LoadBalancerFailure("it hung up")

    private typealias Connection = NIOAsyncChannel<HTTPClientResponsePart, HTTPClientRequestPart>
    private typealias Inbound = NIOAsyncChannelInboundStream<HTTPClientResponsePart>

    private func converse<Result: Sendable>(
        _ question: Question, _ body: (any Channel, Inbound) async throws -> Result
    ) async throws(LoadBalancerFailure) -> Result {
        do {
            var headers = question.headers
            headers.add(name: "host", value: address.authority)
            headers.add(name: "connection", value: "close")
            headers.add(name: "content-length", value: "\(question.body.count)")
            if !question.body.isEmpty { headers.add(name: "content-type", value: "application/json") }
            if let token = try credentials.token() { headers.add(name: "authorization", value: "Bearer \(token)") }
            let connection = try await open()
            let channel = connection.channel
            return try await connection.executeThenClose { inbound, outbound in
                let head = HTTPRequestHead(
                    version: .http1_1, method: question.method, uri: question.path, headers: headers)
                try await outbound.write(contentsOf: [
                    .head(head), .body(.byteBuffer(ByteBuffer(bytes: question.body))), .end(nil),
                ])
                return try await body(channel, inbound)
            }
        } catch let failure as LoadBalancerFailure {
            throw failure
        } catch {
            throw LoadBalancerFailure("\(error)")
        }
    }

    private func open() async throws -> Connection {
        let bootstrap = ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connectTimeout(Self.connectTimeout)
        switch address {
        case .unix(let path):
            return try await bootstrap.connect(unixDomainSocketPath: path) { channel in
                channel.eventLoop.makeCompletedFuture { try Self.prepare(channel) }
            }
        case .plain(let host, let port):
            return try await bootstrap.connect(host: host, port: Int(port)) { channel in
                channel.eventLoop.makeCompletedFuture { try Self.prepare(channel) }
            }
        case .secure(let host, let port):
            let context = try credentials.tlsContext()
            return try await bootstrap.connect(host: host, port: Int(port)) { channel in
                channel.eventLoop.makeCompletedFuture {
                    // A certificate for an address is checked against the connection's.
                    let name = host.utf8.contains(UInt8(ascii: ":")) || host.isIPv4Address ? nil : host
                    try channel.pipeline.syncOperations.addHandler(
                        try NIOSSLClientHandler(context: context, serverHostname: name))
                    return try Self.prepare(channel)
                }
            }
        }
    }

    private static func prepare(_ channel: any Channel) throws -> Connection {
        try channel.pipeline.syncOperations.addHTTPClientHandlers()
        return try NIOAsyncChannel(wrappingChannelSynchronously: channel)
    }

    private static func answer(in parts: inout Inbound.AsyncIterator) async throws -> Answer {
        guard case .head(let head) = try await parts.next() else { throw hungUp }
        var body: [UInt8] = []
        while let part = try await parts.next() {
            switch part {
            case .head: continue
            case .body(let buffer):
                guard body.count + buffer.readableBytes <= largestAnswer else {
                    throw LoadBalancerFailure("its answer has more than \(largestAnswer) bytes")
                }
                body += buffer.readableBytesView
            case .end:
                return Answer(status: head.status, headers: head.headers, body: body)
            }
        }
        throw hungUp
    }
}

extension String {
    fileprivate var isIPv4Address: Bool { (try? SocketAddress(ipAddress: self, port: 0)) != nil }
}

/// Closes a channel on which nothing comes for too long.
private final class SilenceWatch {
    private let channel: any Channel
    private let limit: TimeAmount
    private var deadline: Scheduled<Void>

    init(_ channel: any Channel, limit: TimeAmount) {
        self.channel = channel
        self.limit = limit
        deadline = channel.eventLoop.scheduleTask(in: limit) { channel.close(promise: nil) }
    }

    func reset() {
        deadline.cancel()
        deadline = channel.eventLoop.scheduleTask(in: limit) { [channel] in channel.close(promise: nil) }
    }

    func cancel() {
        deadline.cancel()
    }
}
