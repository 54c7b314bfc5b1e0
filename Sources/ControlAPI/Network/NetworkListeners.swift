import Addresses
import ControlMessages
import FoundationEssentials
import Glibc
import Hummingbird
import HummingbirdCore
package import Logging
import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

/// Serves a part of the API to other hosts, as the configuration has it at the time.
///
/// What cannot be read or bound is told and leaves what was there before; it is tried again at the next change.
package actor NetworkListeners {
    /// How long a client may be silent.
    private static let idleTimeout = TimeAmount.seconds(60)

    private struct Listener {
        let channel: any Channel
        let serving: Task<Void, Never>
    }

    private let node: any ControlledNode
    private let logger: Logger
    /// Told what is wrong, and nil when all is well.
    private let onProblem: @Sendable (String?) -> Void
    private var listeners: [Addresses.Endpoint: Listener] = [:]
    private var gate: NetworkGate?
    /// For the connections that come.
    private let identity = SharedIdentity()

    package init(
        node: any ControlledNode, logger: Logger, onProblem: @escaping @Sendable (String?) -> Void
    ) {
        self.node = node
        self.logger = logger
        self.onProblem = onProblem
    }

    /// Makes these the listeners; certificate, key and tokens are read anew each time.
    package func apply(_ settings: NetworkSettings?) async {
        guard let settings else {
            await close { _ in true }
            return onProblem(nil)
        }
        let tokens: TokenList
        let context: NIOSSLContext?
        do throws(NetworkFailure) {
            tokens = try Self.tokens(in: settings.tokenFile)
            context = try Self.context(settings)
        } catch {
            return onProblem("\(error)")
        }
        // An address that was served in clear is not to be so any more, and the reverse.
        let isOtherwise = (context == nil) != (identity.context == nil)
        identity.replace(with: context)
        let rules = NetworkGate.Rules(tokens, serverNames: settings.serverNames)
        let gate = self.gate ?? NetworkGate(rules)
        gate.replace(with: rules)
        self.gate = gate
        let wanted = Set(settings.listens)
        await close { isOtherwise || !wanted.contains($0) }
        var failures: [String] = []
        for endpoint in settings.listens where listeners[endpoint] == nil {
            do {
                listeners[endpoint] = try await open(endpoint, gate)
                logger.info("API ready", metadata: ["address": "\(endpoint)", "tls": "\(context != nil)"])
            } catch {
                failures.append("cannot listen on \(endpoint): \(error)")
            }
        }
        onProblem(failures.isEmpty ? nil : failures.joined(separator: "; "))
    }

    /// Ends all connections.
    package func stop() async {
        await close { _ in true }
    }

    private func close(where isUnwanted: (Addresses.Endpoint) -> Bool) async {
        for endpoint in listeners.keys.sorted() where isUnwanted(endpoint) {
            guard let listener = listeners.removeValue(forKey: endpoint) else { continue }
            try? await listener.channel.close()
            await listener.serving.value
        }
    }

    private func open(_ endpoint: Addresses.Endpoint, _ gate: NetworkGate) async throws -> Listener {
        let connection = ControlConnection(http: makeHTTP(gate), logger: logger)
        let identity = self.identity
        // An address that comes with mastership is listened on before it is there.
        let freely: ChannelOptions.Types.SocketOption =
            endpoint.address.family == .ipv4
            ? .init(level: .ip, name: .init(rawValue: IP_FREEBIND))
            : .init(level: .ipv6, name: .init(rawValue: IPV6_FREEBIND))
        let accepted = AcceptedConnections(connection)
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .serverChannelOption(freely, value: 1)
            .childChannelInitializer { channel in
                do {
                    if let context = identity.context {
                        try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: context))
                    }
                } catch {
                    return channel.eventLoop.makeFailedFuture(error)
                }
                return accepted.setup(channel)
            }
            .bind(host: "\(endpoint.address)", port: Int(endpoint.port)).get()
        channel.closeFuture.whenComplete { _ in accepted.finish() }
        let serving = Task {
            await withDiscardingTaskGroup { connections in
                for await channel in accepted { connections.addTask { await connection.serve(channel) } }
                connections.cancelAll()
            }
        }
        return Listener(channel: channel, serving: serving)
    }

    private func makeHTTP(_ gate: NetworkGate) -> HTTP1Channel {
        let responder = ControlRouter(node: node, gate: gate).makeResponder()
        let logger = logger
        return HTTP1Channel(
            responder: { request, writer, channel in
                let source = ApplicationRequestContextSource(channel: channel, logger: logger)
                let response = try await responder.respond(to: request, context: ControlContext(source: source))
                try await writer.write(response: response.head, body: response.body)
            },
            configuration: .init(idleTimeout: Self.idleTimeout))
    }

    private static func tokens(in path: String) throws(NetworkFailure) -> TokenList {
        let text: String
        do {
            text = try String(contentsOfFile: path, encoding: .utf8)
        } catch {
            throw NetworkFailure("token_file \(path) cannot be read: \(error)")
        }
        do throws(TokenListError) {
            let tokens = try TokenList(text: text)
            guard !tokens.isEmpty else { throw TokenListError(line: 0) }
            return tokens
        } catch {
            throw NetworkFailure(
                error.line == 0 ? "token_file \(path) has no token" : "token_file \(path): \(error)")
        }
    }

    private static func context(_ settings: NetworkSettings) throws(NetworkFailure) -> NIOSSLContext? {
        guard let certificate = settings.certificate, let key = settings.key else { return nil }
        do {
            var configuration = TLSConfiguration.makeServerConfiguration(
                certificateChain: try NIOSSLCertificate.fromPEMFile(certificate).map { .certificate($0) },
                privateKey: .privateKey(try NIOSSLPrivateKey(file: key, format: .pem)))
            configuration.minimumTLSVersion = .tlsv12
            configuration.applicationProtocols = ["http/1.1"]
            return try NIOSSLContext(configuration: configuration)
        } catch {
            throw NetworkFailure("certificate \(certificate) with key \(key) cannot be used: \(error)")
        }
    }
}

/// What stands in the way of serving the network.
private struct NetworkFailure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}

/// What new connections prove themselves with.
private final class SharedIdentity: Sendable {
    private let current = Mutex<NIOSSLContext?>(nil)

    var context: NIOSSLContext? { current.withLock { $0 } }

    func replace(with context: NIOSSLContext?) {
        current.withLock { $0 = context }
    }
}
