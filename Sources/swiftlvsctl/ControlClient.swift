import ControlMessages
import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix

/// Asks the daemon one question over its Unix socket.
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

    func ask(_ method: HTTPMethod, _ path: ControlPath, _ body: [UInt8] = []) async throws(ControlFailure) -> Answer {
        let channel: Connection
        do {
            channel = try await connect()
        } catch let error as IOError where error.errnoCode == EACCES || error.errnoCode == EPERM {
            throw .notPermitted(socket)
        } catch {
            throw .noDaemon(socket)
        }
        let deadline = channel.channel.eventLoop.scheduleTask(in: Self.patience) {
            channel.channel.close(promise: nil)
        }
        defer { deadline.cancel() }
        do {
            return try await channel.executeThenClose { inbound, outbound in
                let headers: HTTPHeaders = [
                    "host": "localhost", "connection": "close", "content-length": "\(body.count)",
                ]
                let head = HTTPRequestHead(version: .http1_1, method: method, uri: path.description, headers: headers)
                // In one piece: a daemon that has the head may answer and hang up before the end is written.
                try await outbound.write(contentsOf: [
                    .head(head), .body(.byteBuffer(ByteBuffer(bytes: body))), .end(nil),
                ])
                return try await Self.answer(in: inbound)
            }
        } catch let failure as ControlFailure {
            throw failure
        } catch {
            throw .refused("swiftlvsd did not answer \(path): \(error)")
        }
    }

    private typealias Connection = NIOAsyncChannel<HTTPClientResponsePart, HTTPClientRequestPart>

    private func connect() async throws -> Connection {
        try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connectTimeout(.seconds(5))
            .connect(unixDomainSocketPath: socket) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHTTPClientHandlers()
                    return try NIOAsyncChannel(wrappingChannelSynchronously: channel)
                }
            }
    }

    private static func answer(
        in inbound: NIOAsyncChannelInboundStream<HTTPClientResponsePart>
    ) async throws -> Answer {
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
        throw ControlFailure.refused("swiftlvsd hung up in the middle of its answer")
    }
}
