import ControlMessages
import FoundationEssentials
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import Synchronization

/// A load balancer that says what a test wants it to say, in the shapes of the control API.
final class FakeLoadBalancer: Sendable {
    enum Place {
        case unix(String)
        /// A free port of 127.0.0.1; with a certificate or without.
        case loopback(secure: Bool)
    }

    private struct State {
        var entry: AgentEntry
        var registrations: [AgentRegistration] = []
        var watchers: [UUID: AsyncStream<Void>.Continuation] = [:]
        var watchersEver = 0
        var hasStream = true
        var notModified = 0
        var tokens: Set<String> = []
    }

    private typealias Connection = NIOAsyncChannel<HTTPServerRequestPart, HTTPServerResponsePart>

    private let state: Mutex<State>
    private let serving: Task<Void, Never>
    private let listener: any Channel
    /// As in the agent's file.
    let url: String

    private init(
        state: State, url: String, listener: any Channel, serve: @escaping @Sendable (FakeLoadBalancer) async -> Void
    ) {
        self.listener = listener
        self.state = Mutex(state)
        self.url = url
        let (start, signal) = AsyncStream.makeStream(of: FakeLoadBalancer.self)
        serving = Task { for await this in start { await serve(this) } }
        signal.yield(self)
        signal.finish()
    }

    static func start(_ place: Place, _ entry: AgentEntry, token: String? = nil) async throws -> FakeLoadBalancer {
        let bootstrap = ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
        let server: NIOAsyncChannel<Connection, Never>
        let url: String
        switch place {
        case .unix(let path):
            server = try await bootstrap.bind(unixDomainSocketPath: path, cleanupExistingSocketFile: true) { channel in
                channel.eventLoop.makeCompletedFuture { try prepare(channel, nil) }
            }
            url = "unix:\(path)"
        case .loopback(let secure):
            let context = secure ? try tlsContext() : nil
            server = try await bootstrap.bind(host: "127.0.0.1", port: 0) { channel in
                channel.eventLoop.makeCompletedFuture { try prepare(channel, context) }
            }
            url = "\(secure ? "https" : "http")://127.0.0.1:\(server.channel.localAddress?.port ?? 0)"
        }
        var state = State(entry: entry)
        if let token { state.tokens = [token] }
        return FakeLoadBalancer(state: state, url: url, listener: server.channel) { this in
            try? await withThrowingDiscardingTaskGroup { group in
                try await server.executeThenClose { connections in
                    for try await connection in connections {
                        group.addTask { try? await this.converse(over: connection) }
                    }
                }
            }
        }
    }

    func stop() async {
        // First, so that nobody is accepted whom nobody serves.
        try? await listener.close()
        serving.cancel()
        await serving.value
    }

    /// What it says from now on.
    func say(_ change: (inout AgentEntry) -> Void) {
        let watchers = state.withLock { state in
            change(&state.entry)
            return Array(state.watchers.values)
        }
        for watcher in watchers { watcher.yield() }
    }

    func takeStreamAway() { state.withLock { $0.hasStream = false } }

    var registrations: [AgentRegistration] { state.withLock { $0.registrations } }
    /// With those that hung up.
    var watchersEver: Int { state.withLock { $0.watchersEver } }
    var watcherCount: Int { state.withLock { $0.watchers.count } }
    var notModifiedCount: Int { state.withLock { $0.notModified } }

    static let fixtures =
        "/" + #filePath.split(separator: "/").dropLast(2).joined(separator: "/") + "/Fixtures/tls"

    private static func tlsContext() throws -> NIOSSLContext {
        try NIOSSLContext(
            configuration: .makeServerConfiguration(
                certificateChain: try NIOSSLCertificate.fromPEMFile("\(fixtures)/server.pem").map { .certificate($0) },
                privateKey: .privateKey(try NIOSSLPrivateKey(file: "\(fixtures)/server.key", format: .pem))))
    }

    private static func prepare(_ channel: any Channel, _ context: NIOSSLContext?) throws -> Connection {
        if let context { try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: context)) }
        try channel.pipeline.syncOperations.configureHTTPServerPipeline(withErrorHandling: true)
        return try NIOAsyncChannel(wrappingChannelSynchronously: channel)
    }

    private func converse(over connection: Connection) async throws {
        try await connection.executeThenClose { inbound, outbound in
            var head: HTTPRequestHead?
            var body: [UInt8] = []
            for try await part in inbound {
                switch part {
                case .head(let part): head = part
                case .body(let buffer): body += buffer.readableBytesView
                case .end:
                    guard let head else { return }
                    return try await answer(head, body, on: outbound)
                }
            }
        }
    }

    private typealias Outbound = NIOAsyncChannelOutboundWriter<HTTPServerResponsePart>

    private func answer(_ head: HTTPRequestHead, _ body: [UInt8], on outbound: Outbound) async throws {
        let path = head.uri.split(separator: "?")[0]
        let tokens = state.withLock { $0.tokens.map { "Bearer \($0)" } }
        guard tokens.isEmpty || tokens.contains(head.headers.first(name: "authorization") ?? "") else {
            return try await write(.unauthorized, error: "the token is not known", on: outbound)
        }
        guard path.hasPrefix("/v1/management-groups/cloud/agents/") else {
            return try await write(.notFound, error: "there is no such group", on: outbound)
        }
        if path.hasSuffix("/watch") {
            guard state.withLock({ $0.hasStream }) else {
                return try await write(.notFound, error: "there is no stream", on: outbound)
            }
            return try await stream(to: outbound)
        }
        if head.method == .PUT {
            let registration = try MessageCoding.decode(AgentRegistration.self, from: body)
            state.withLock { $0.registrations.append(registration) }
        }
        let entry = state.withLock { $0.entry }
        let tag = "W/\"\(entry.version)\""
        if head.headers.first(name: "if-none-match") == tag {
            state.withLock { $0.notModified += 1 }
            return try await write(.notModified, [], on: outbound)
        }
        try await write(.ok, message(entry), ["etag": tag], on: outbound)
    }

    private func stream(to outbound: Outbound) async throws {
        let (news, signal) = AsyncStream.makeStream(of: Void.self)
        let id = UUID()
        state.withLock {
            $0.watchers[id] = signal
            $0.watchersEver += 1
        }
        defer { state.withLock { $0.watchers[id] = nil } }
        signal.yield()
        try await outbound.write(
            .head(HTTPResponseHead(version: .http1_1, status: .ok, headers: ["content-type": "text/event-stream"])))
        for await _ in news {
            let text = String(decoding: message(state.withLock { $0.entry }), as: UTF8.self)
            let item = ServerSentEvent(name: "agent", data: text).text
            try await outbound.write(.body(.byteBuffer(ByteBuffer(string: item))))
        }
    }

    private func message(_ entry: AgentEntry) -> [UInt8] {
        MessageCoding.encode(AgentMessage(asOf: Timestamp(secondsSince1970: 0), entry))
    }

    private func write(_ status: HTTPResponseStatus, error: String, on outbound: Outbound) async throws {
        try await write(
            status, Array("{\"error\":{\"code\":\"test\",\"message\":\"\(error)\"}}".utf8), on: outbound)
    }

    private func write(
        _ status: HTTPResponseStatus, _ body: [UInt8], _ headers: HTTPHeaders = [:], on outbound: Outbound
    ) async throws {
        var headers = headers
        headers.add(name: "content-length", value: "\(body.count)")
        try await outbound.write(contentsOf: [
            .head(HTTPResponseHead(version: .http1_1, status: status, headers: headers)),
            .body(.byteBuffer(ByteBuffer(bytes: body))), .end(nil),
        ])
    }
}

extension AgentEntry {
    /// An answer for agent 42.
    static func answer(
        _ servers: [String], _ version: String, algorithm: String = "roundrobin", interval: Double = 0,
        upToDate: Bool? = false
    ) -> AgentEntry {
        AgentEntry(
            group: "cloud", agent: "42", zone: "z1", cluster: nil, isKnown: true, algorithm: algorithm,
            servers: servers, preferred: servers.first, checkInterval: interval, avoid: [], isUpToDate: upToDate,
            version: version)
    }
}
