import ControlMessages
import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix

/// Asks a daemon questions over its Unix socket, one a connection.
struct ControlClient {
    /// The daemon's answer to a question.
    struct Answer: Sendable {
        let status: HTTPResponseStatus
        let body: [UInt8]
    }

    /// The largest answer that is taken.
    static let largestAnswer = 64 * 1_048_576
    /// How long the daemon may take; a reload of a large configuration is the slowest question.
    static let patience = TimeAmount.seconds(60)

    let socket: String

    func ask(
        _ method: HTTPMethod, _ path: ControlPath, _ body: [UInt8] = [], contentType: String? = nil
    ) async throws(ControlFailure) -> Answer {
        let connection = try await connect()
        let channel = connection.channel
        let deadline = channel.eventLoop.scheduleTask(in: Self.patience) { channel.close(promise: nil) }
        defer { deadline.cancel() }
        return try await converse(method, path, sending: body, contentType, over: connection) { inbound in
            try await Self.answer(in: inbound)
        }
    }

    /// Asks for one message; an answer that is an error is thrown.
    func message<Message: Decodable>(
        _ type: Message.Type, _ method: HTTPMethod, _ path: ControlPath
    ) async throws(ControlFailure) -> Message {
        let answer = try await ask(method, path)
        guard answer.status == .ok else {
            let error = try? MessageCoding.decode(ErrorMessage.self, from: answer.body)
            throw .refused(error?.error.message ?? "swiftlvsd answered with \(answer.status)")
        }
        do throws(MessageError) {
            return try MessageCoding.decode(type, from: answer.body)
        } catch {
            throw .refused("swiftlvsd's answer cannot be read (is it of another version?): \(error)")
        }
    }

    /// Hands out the items of a stream until the daemon ends it.
    func listen(
        to path: ControlPath, _ body: @Sendable (ServerSentEvent) throws(ControlFailure) -> Void
    ) async throws(ControlFailure) {
        try await receive(path, into: ServerSentEventReader()) { reader, bytes in
            for item in try reader.read(bytes) { try body(item) }
        }
    }

    /// Hands out the lines of a stream until the daemon ends it, each with its end.
    func lines(
        of path: ControlPath, _ body: @Sendable (ArraySlice<UInt8>) throws -> Void
    ) async throws(ControlFailure) {
        try await receive(path, into: [UInt8]()) { rest, bytes in
            rest += bytes
            while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
                try body(rest[...end])
                rest.removeSubrange(...end)
            }
        }
    }

    /// Has a reader take an answer without end, piece by piece as it comes.
    private func receive<Reader: Sendable>(
        _ path: ControlPath, into initial: Reader, _ take: @Sendable (inout Reader, ByteBufferView) throws -> Void
    ) async throws(ControlFailure) {
        let connection = try await connect()
        try await converse(.GET, path, over: connection) { inbound in
            var parts = inbound.makeAsyncIterator()
            guard case .head(let head) = try await parts.next() else { throw ControlFailure.hungUp }
            var reader = initial
            var refusal: [UInt8] = []
            while let part = try await parts.next() {
                switch part {
                case .head: continue
                case .body(let buffer) where head.status == .ok:
                    try take(&reader, buffer.readableBytesView)
                case .body(let buffer):
                    refusal += buffer.readableBytesView.prefix(Self.largestAnswer - refusal.count)
                case .end:
                    guard head.status != .ok else { return }
                    let error = try? MessageCoding.decode(ErrorMessage.self, from: refusal)
                    throw ControlFailure.refused(error?.error.message ?? "swiftlvsd answered with \(head.status)")
                }
            }
            throw ControlFailure.hungUp
        }
    }

    private typealias Inbound = NIOAsyncChannelInboundStream<HTTPClientResponsePart>

    /// Sends a request and hands its answer on.
    private func converse<Result: Sendable>(
        _ method: HTTPMethod, _ path: ControlPath, sending sent: [UInt8] = [], _ contentType: String? = nil,
        over connection: Connection,
        _ body: (Inbound) async throws -> Result
    ) async throws(ControlFailure) -> Result {
        do {
            return try await connection.executeThenClose { inbound, outbound in
                var headers: HTTPHeaders = [
                    "host": "localhost", "connection": "close", "content-length": "\(sent.count)",
                ]
                if let contentType { headers.add(name: "content-type", value: contentType) }
                let head = HTTPRequestHead(version: .http1_1, method: method, uri: path.description, headers: headers)
                // In one piece: a daemon that has the head may answer and hang up before the end is written.
                try await outbound.write(contentsOf: [
                    .head(head), .body(.byteBuffer(ByteBuffer(bytes: sent))), .end(nil),
                ])
                return try await body(inbound)
            }
        } catch let failure as ControlFailure {
            throw failure
        } catch {
            throw .refused("swiftlvsd did not answer \(path): \(error)")
        }
    }

    private typealias Connection = NIOAsyncChannel<HTTPClientResponsePart, HTTPClientRequestPart>

    private func connect() async throws(ControlFailure) -> Connection {
        do {
            return try await open()
        } catch let error as IOError where error.errnoCode == EACCES || error.errnoCode == EPERM {
            throw .notPermitted(socket)
        } catch {
            throw .noDaemon(socket)
        }
    }

    private func open() async throws -> Connection {
        try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton).connectTimeout(.seconds(5))
            .connect(unixDomainSocketPath: socket, channelInitializer: Self.prepare)
    }

    @Sendable private static func prepare(_ channel: any Channel) -> EventLoopFuture<Connection> {
        channel.eventLoop.makeCompletedFuture {
            try channel.pipeline.syncOperations.addHTTPClientHandlers()
            return try NIOAsyncChannel(wrappingChannelSynchronously: channel)
        }
    }

    private static func answer(in inbound: Inbound) async throws -> Answer {
        var status: HTTPResponseStatus?
        var body: [UInt8] = []
        for try await part in inbound {
            switch part {
            case .head(let head):
                status = head.status
            case .body(let buffer):
                guard body.count + buffer.readableBytes <= largestAnswer else {
                    throw ControlFailure.refused("the answer has more than \(largestAnswer) bytes")
                }
                body += buffer.readableBytesView
            case .end:
                guard let status else { break }
                return Answer(status: status, body: body)
            }
        }
        throw ControlFailure.hungUp
    }
}
