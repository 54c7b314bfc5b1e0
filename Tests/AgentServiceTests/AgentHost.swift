import AgentService
import ControlMessages
import Deadlines
import FoundationEssentials
import LabScenario
import Logging
import NIOCore
import NIOHTTP1
import NIOPosix
import NodeConfiguration

/// A configuration of a test's that is not right.
struct Unreadable: Error {
    let problem: Diagnostic
}

/// A host with an agent's properties file, in a folder of its own.
struct AgentHost {
    static let patience = Nanoseconds.seconds(60)
    static let platformFile = "# made by hand\nguid=x\nhost=10.1.1.1@static\nport=8250\n"

    let workspace: Workspace

    init(properties: String? = platformFile) throws {
        workspace = try Workspace("agent-\(UUID().uuidString.prefix(8))")
        if let properties { try workspace.write(properties, to: "agent.properties") }
        try workspace.write("secret\n", to: "token")
    }

    var socket: String { workspace.path("run/s") }
    var properties: String { (try? workspace.read("agent.properties")) ?? "" }

    func file(_ loadBalancers: [String], _ more: String = "") -> String {
        loadBalancers.map { "load_balancer \($0)\n" }.joined()
            + """
            group cloud
            agent_id 42
            zone z1
            token_file \(workspace.path("token"))
            ca_file \(FakeLoadBalancer.fixtures)/authority.pem
            properties_file \(workspace.path("agent.properties"))
            refresh_interval 1
            look_interval 0.1
            state_dir \(workspace.path("state"))
            status_socket \(socket)

            """ + more
    }

    func configuration(_ loadBalancers: [String], _ more: String = "") throws -> AgentConfiguration {
        let outcome = AgentConfigurationReader.read(SourceText(name: "t", text: file(loadBalancers, more)))
        if let problem = outcome.diagnostics.first { throw Unreadable(problem: problem) }
        return outcome.configuration
    }

    /// Runs the service for as long as `body` takes.
    @discardableResult
    func run<Result>(
        _ loadBalancers: [String], _ more: String = "", _ body: (AgentService) async throws -> Result
    ) async throws -> Result {
        try await Self.run(try configuration(loadBalancers, more), body)
    }

    @discardableResult
    static func run<Result>(
        _ configuration: AgentConfiguration, resolver: any NameResolving = NameLookup(),
        _ body: (AgentService) async throws -> Result
    ) async throws -> Result {
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let service = try AgentService(configuration, resolver: resolver, logger: logger)
        let running = Task { await service.run() }
        let result: Swift.Result<Result, any Error>
        do {
            result = .success(try await body(service))
        } catch {
            result = .failure(error)
        }
        running.cancel()
        await running.value
        return try result.get()
    }

    /// What the program says of itself.
    func status() async throws -> AgentStatusMessage {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(unixDomainSocketPath: socket) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHTTPClientHandlers()
                    return try NIOAsyncChannel<HTTPClientResponsePart, HTTPClientRequestPart>(
                        wrappingChannelSynchronously: channel)
                }
            }
        let body = try await channel.executeThenClose { inbound, outbound in
            let head = HTTPRequestHead(version: .http1_1, method: .GET, uri: "/", headers: ["host": "localhost"])
            try await outbound.write(contentsOf: [.head(head), .end(nil)])
            var body: [UInt8] = []
            for try await part in inbound {
                if case .body(let buffer) = part { body += buffer.readableBytesView }
            }
            return body
        }
        return try MessageCoding.decode(AgentStatusMessage.self, from: body)
    }
}
