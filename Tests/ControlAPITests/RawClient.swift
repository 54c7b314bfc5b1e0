import ControlMessages
import NIOCore
import NIOPosix
import NIOSSL

/// Sends bytes to a Unix socket or a port of 127.0.0.1 and takes what comes back until the other side hangs up: what `curl` cannot send is
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

    private enum Target {
        case path(String)
        case port(UInt16)
    }

    private let target: Target
    /// Over TLS, where given.
    private let tls: NIOSSLContext?

    init(path: String) {
        target = .path(path)
        tls = nil
    }

    init(port: UInt16, tls: NIOSSLContext? = nil) {
        target = .port(port)
        self.tls = tls
    }

    func connect() async throws -> NIOAsyncChannel<ByteBuffer, ByteBuffer> {
        let tls = self.tls
        @Sendable func wrap(_ channel: any Channel) -> EventLoopFuture<NIOAsyncChannel<ByteBuffer, ByteBuffer>> {
            channel.eventLoop.makeCompletedFuture {
                if let tls {
                    try channel.pipeline.syncOperations.addHandler(
                        NIOSSLClientHandler(context: tls, serverHostname: nil))
                }
                return try NIOAsyncChannel(wrappingChannelSynchronously: channel)
            }
        }
        let bootstrap = ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelOption(.allowRemoteHalfClosure, value: true)
        switch target {
        case .path(let path): return try await bootstrap.connect(unixDomainSocketPath: path, channelInitializer: wrap)
        case .port(let port):
            return try await bootstrap.connect(host: "127.0.0.1", port: Int(port), channelInitializer: wrap)
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
    func ask(
        _ method: String, _ target: String, host: String = "localhost", headers: [String] = [], body: String = ""
    ) async throws -> Reply {
        let lines =
            ["\(method) \(target) HTTP/1.1", "host: \(host)", "connection: close"] + headers
            + ["content-length: \(body.utf8.count)", "", body]
        return try await send(lines.joined(separator: "\r\n"))
    }

    func get(_ target: String) async throws -> Reply {
        try await ask("GET", target)
    }
}
