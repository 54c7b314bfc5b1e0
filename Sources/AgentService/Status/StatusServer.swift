import ControlMessages
import Logging
import NIOCore
import NIOHTTP1
import NIOPosix

/// Answers every `GET` on the status socket with the status.
struct StatusServer: Sendable {
    private typealias Connection = NIOAsyncChannel<HTTPServerRequestPart, HTTPServerResponsePart>

    /// A client that does not ask is not kept.
    private static let patience = TimeAmount.seconds(10)

    let listener: Int32
    let caretaker: Caretaker

    /// Serves until its task is cancelled.
    func run() async throws {
        let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .bind(listener) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline(withErrorHandling: true)
                    return try Connection(wrappingChannelSynchronously: channel)
                }
            }
        try await withThrowingDiscardingTaskGroup { group in
            try await server.executeThenClose { connections in
                for try await connection in connections {
                    group.addTask { try? await answer(connection) }
                }
            }
        }
    }

    private func answer(_ connection: Connection) async throws {
        let channel = connection.channel
        let deadline = channel.eventLoop.scheduleTask(in: Self.patience) { channel.close(promise: nil) }
        defer { deadline.cancel() }
        try await connection.executeThenClose { inbound, outbound in
            for try await part in inbound {
                guard case .head(let head) = part else { continue }
                let isGet = head.method == .GET
                let body = isGet ? try MessageCoding.encode(await caretaker.status()) + [UInt8(ascii: "\n")] : []
                let headers: HTTPHeaders = [
                    "content-type": "application/json", "content-length": "\(body.count)", "connection": "close",
                ]
                let answer = HTTPResponseHead(
                    version: .http1_1, status: isGet ? .ok : .methodNotAllowed, headers: headers)
                try await outbound.write(contentsOf: [
                    .head(answer), .body(.byteBuffer(ByteBuffer(bytes: body))), .end(nil),
                ])
                return
            }
        }
    }
}
