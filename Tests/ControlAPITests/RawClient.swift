import ControlMessages
import NIOCore
import NIOPosix

/// Sends bytes to a Unix socket and takes what comes back until the other side hangs up: what `curl` cannot send is
/// part of the tests.
struct RawClient {
    struct Reply: CustomStringConvertible {
        let description: String

        /// The status of the first answer, 0 where there is none.
        var status: Int {
            let words = description.split(separator: " ", maxSplits: 2)
            return words.count > 1 && words[0] == "HTTP/1.1" ? Int(words[1]) ?? 0 : 0
        }

        /// What follows the first empty line.
        var body: String {
            description.firstRange(of: "\r\n\r\n").map { String(description[$0.upperBound...]) } ?? ""
        }

        func header(_ name: String) -> String? {
            let lines = description.split(separator: "\r\n").prefix { !$0.hasPrefix("{") }
            return lines.first { $0.lowercased().hasPrefix(name.lowercased() + ":") }
                .map { String($0.dropFirst(name.count + 1).drop { $0 == " " }) }
        }

        /// The code in an error's JSON.
        var errorCode: String? {
            try? MessageCoding.decode(ErrorMessage.self, from: body.utf8).error.code
        }
    }

    let path: String

    func connect() async throws -> NIOAsyncChannel<ByteBuffer, ByteBuffer> {
        try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelOption(.allowRemoteHalfClosure, value: true)
            .connect(unixDomainSocketPath: path) { channel in
                channel.eventLoop.makeCompletedFuture { try NIOAsyncChannel(wrappingChannelSynchronously: channel) }
            }
    }

    /// Sends the text as it is.
    func send(_ text: String) async throws -> Reply {
        try await connect().executeThenClose { inbound, outbound in
            try await outbound.write(ByteBuffer(string: text))
            var received = ByteBuffer()
            for try await buffer in inbound { received.writeImmutableBuffer(buffer) }
            return Reply(description: String(buffer: received))
        }
    }

    /// Sends a request of its own connection.
    func ask(_ method: String, _ target: String, headers: [String] = [], body: String = "") async throws -> Reply {
        let lines =
            ["\(method) \(target) HTTP/1.1", "host: localhost", "connection: close"] + headers
            + ["content-length: \(body.utf8.count)", "", body]
        return try await send(lines.joined(separator: "\r\n"))
    }

    func get(_ target: String) async throws -> Reply {
        try await ask("GET", target)
    }
}
