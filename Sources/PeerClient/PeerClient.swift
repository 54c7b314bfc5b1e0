import NIOCore
import NIOHTTP1
import NIOPosix

/// Asks another node's control API, one question a connection.
package struct PeerClient: Sendable {
    /// The largest answer that is taken: a million agents.
    private static let largestAnswer = 512 * 1_048_576
    /// How long a peer may take to accept the connection, and for its whole answer.
    private static let connectPatience = TimeAmount.seconds(5)
    private static let patience = TimeAmount.seconds(60)

    private let host: String
    private let port: UInt16

    package init(host: String, port: UInt16) {
        self.host = host
        self.port = port
    }

    /// The body of the answer to `GET path`.
    package func get(_ path: String) async throws(PeerError) -> [UInt8] {
        do {
            let connection = try await connect()
            let channel = connection.channel
            let deadline = channel.eventLoop.scheduleTask(in: Self.patience) { channel.close(promise: nil) }
            defer { deadline.cancel() }
            return try await connection.executeThenClose { inbound, outbound in
                let name = host.contains(":") ? "[\(host)]" : host
                let headers: HTTPHeaders = ["host": "\(name):\(port)", "connection": "close"]
                let head = HTTPRequestHead(version: .http1_1, method: .GET, uri: path, headers: headers)
                try await outbound.write(contentsOf: [.head(head), .end(nil)])
                return try await Self.body(of: inbound)
            }
        } catch let error as PeerError {
            throw error
        } catch {
            throw PeerError(description: "\(error)")
        }
    }

    private typealias Connection = NIOAsyncChannel<HTTPClientResponsePart, HTTPClientRequestPart>

    private func connect() async throws -> Connection {
        try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connectTimeout(Self.connectPatience)
            .connect(host: host, port: Int(port)) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHTTPClientHandlers()
                    return try NIOAsyncChannel(wrappingChannelSynchronously: channel)
                }
            }
    }

    private static func body(of inbound: NIOAsyncChannelInboundStream<HTTPClientResponsePart>) async throws -> [UInt8] {
        var body: [UInt8] = []
        for try await part in inbound {
            switch part {
            case .head(let head):
                guard head.status == .ok else { throw PeerError(description: "it answers with \(head.status)") }
            case .body(let buffer):
                guard body.count + buffer.readableBytes <= largestAnswer else {
                    throw PeerError(description: "its answer has more than \(largestAnswer) bytes")
                }
                body += buffer.readableBytesView
            case .end:
                return body
            }
        }
        throw PeerError(description: "it hung up in the middle of its answer")
    }
}

/// Why a peer did not answer.
package struct PeerError: Error, Hashable, Sendable, CustomStringConvertible {
    package let description: String
}
