import Addresses
import ControlAPI
import ControlMessages
import FoundationEssentials
import Glibc
import Logging
import NIOSSL
import NodeConfiguration
import PeerClient
import Synchronization
import Testing

@Suite("The API over the network")
struct NetworkListenersTests {
    private static let token = "0123456789abcdef"
    private static let authorization = "authorization: Bearer \(token)"
    private static let fixtures = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Fixtures/tls").path

    /// A port of 127.0.0.1 that nobody uses.
    private static func freePort() -> UInt16 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        withUnsafeMutableBytes(of: &address) { bytes in
            guard let base = bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self) else { return }
            _ = bind(descriptor, base, length)
            _ = getsockname(descriptor, base, &length)
        }
        return UInt16(bigEndian: address.sin_port)
    }

    /// Serves on a port until `body` is done. It gets the listeners, their settings, and what they last said is wrong.
    private func serve(
        isSecure: Bool = false, serverNames: [String] = [], node: FakeNode = FakeNode(),
        _ body: (NetworkListeners, NetworkSettings, UInt16, @Sendable () -> String?) async throws -> Void
    ) async throws {
        try await RunningServer.inDirectory { directory in
            let problem = Mutex<String?>(nil)
            let port = Self.freePort()
            let tokenFile = directory + "/tokens"
            try Self.token.write(toFile: tokenFile, atomically: false, encoding: .utf8)
            let settings = NetworkSettings(
                listens: [Addresses.Endpoint(.v4(.loopback), port: port)],
                certificate: isSecure ? Self.fixtures + "/server.pem" : nil,
                key: isSecure ? Self.fixtures + "/server.key" : nil, tokenFile: tokenFile, serverNames: serverNames)
            let listeners = NetworkListeners(
                node: node, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
            ) { text in problem.withLock { $0 = text } }
            await listeners.apply(settings)
            try await body(listeners, settings, port) { problem.withLock { $0 } }
            await listeners.stop()
        }
    }

    @Test("who has a token gets what is for agents and peers, and nothing else")
    func answers() async throws {
        try await serve { _, _, port, problem in
            #expect(problem() == nil)
            let client = RawClient(port: port)
            let agents = "/v1/management-groups/cloud/agents"
            for target in [agents, agents + "/42", "/v1/services"] {
                #expect(try await client.ask("GET", target, headers: [Self.authorization]).status == 200, "\(target)")
            }
            #expect(
                try await client.ask("PUT", "/v1/topology", headers: [Self.authorization], body: "{}").status == 200)
            for (method, target) in [
                ("GET", "/v1/status"), ("GET", "/v1/topology"), ("POST", "/v1/reload"), ("PATCH", agents),
                ("GET", "/v1/management-groups/cloud"),
            ] {
                let status = try await client.ask(method, target, headers: [Self.authorization]).status
                #expect(status == 404 || status == 405, "\(method) \(target): \(status)")
            }
        }
    }

    @Test("S31: without a token, from a web page, or under another name nothing is answered")
    func gate() async throws {
        try await serve { _, _, port, _ in
            let client = RawClient(port: port)
            for headers in [[], ["authorization: Bearer wrong-wrong-wrong"], ["authorization: Basic \(Self.token)"]] {
                let reply = try await client.ask("GET", "/v1/services", headers: headers)
                #expect(reply.status == 401 && reply.header("www-authenticate") == "Bearer")
            }
            // Nobody learns without a token what there is.
            #expect(try await client.ask("GET", "/v1/nothing").status == 401)
            let page = [Self.authorization, "origin: https://evil.example"]
            #expect(try await client.ask("GET", "/v1/services", headers: page).status == 403)
            for host in ["evil.example", "evil.example:8443", ""] {
                #expect(
                    try await client.ask("GET", "/v1/services", host: host, headers: [Self.authorization]).status != 200
                )
            }
            for host in ["127.0.0.1:\(port)", "[::1]:8443", "LOCALHOST"] {
                #expect(
                    try await client.ask("GET", "/v1/services", host: host, headers: [Self.authorization]).status == 200
                )
            }
        }
    }

    @Test("names that the configuration gives the node are answered, in any case and written in full, and no others")
    func serverNames() async throws {
        try await serve(serverNames: ["lb.example.org", "LB1"]) { listeners, settings, port, _ in
            let client = RawClient(port: port)
            func statuses(_ hosts: [String]) async throws -> Set<Int> {
                var statuses: Set<Int> = []
                for host in hosts {
                    let reply = try await client.ask(
                        "GET", "/v1/services", host: host, headers: [Self.authorization])
                    statuses.insert(reply.status)
                }
                return statuses
            }
            let ours = ["lb.example.org", "LB.Example.ORG:8443", "lb.example.org.", "lb1", "127.0.0.1", "localhost"]
            let known = try await statuses(ours)
            #expect(known == [200])
            let others = ["example.org", "lb2", "lb.example.org.evil.example", "lb.example.org@evil", "."]
            let unknown = try await statuses(others)
            #expect(unknown == [421])
            let without = NetworkSettings(
                listens: settings.listens, certificate: nil, key: nil, tokenFile: settings.tokenFile)
            await listeners.apply(without)
            let former = try await statuses(["lb.example.org"])
            #expect(former == [421])
        }
    }

    @Test("the node is told who registers, and a client that has to wait is told for how long")
    func clients() async throws {
        let node = FakeNode()
        try await serve(node: node) { _, _, port, _ in
            let client = RawClient(port: port)
            let agents = "/v1/management-groups/cloud/agents"
            func register(_ id: String) async throws -> RawClient.Reply {
                try await client.ask("PUT", "\(agents)/\(id)", headers: [Self.authorization], body: #"{"zone":"z1"}"#)
            }
            #expect(try await register("42").status == 200)
            let refused = try await register("one-too-many")
            #expect(refused.status == 429 && refused.header("retry-after") == "3")
            #expect(refused.errorCode == "too_many_new_agents")
            #expect(node.clients.all.withLock { $0 } == [.v4(.loopback), .v4(.loopback)])
            // An empty id is no agent's path.
            #expect(try await register("").status == 405)
        }
    }

    @Test("a peer with the authority's certificate and the token gets the agents over TLS; one without does not")
    func peer() async throws {
        try await serve(isSecure: true) { _, settings, port, _ in
            let question = PeerClient.Question("/v1/management-groups/cloud/agents")
            let limits = PeerClient.Limits(seconds: 60, bytes: 1 << 20)
            let address = APIAddress.secure(host: "localhost", port: port)
            let known = Credentials(tokenFile: settings.tokenFile, authorityFile: Self.fixtures + "/authority.pem")
            let answer = try await PeerClient(address, known, limits: limits).ask(question)
            _ = try answer.message(AgentListMessage.self)
            let nobody = Credentials(authorityFile: Self.fixtures + "/authority.pem")
            let refusal = try await PeerClient(address, nobody, limits: limits).ask(question)
            let error = #expect(throws: PeerError.self) { try refusal.message(AgentListMessage.self) }
            #expect(error?.description == "it answered with 401 Unauthorized: a token is missing or wrong")
        }
    }

    @Test("over TLS the same is answered, and nothing in clear")
    func secure() async throws {
        try await serve(isSecure: true) { _, _, port, problem in
            #expect(problem() == nil)
            var configuration = TLSConfiguration.makeClientConfiguration()
            configuration.certificateVerification = .none
            let context = try NIOSSLContext(configuration: configuration)
            let reply = try await RawClient(port: port, tls: context).ask(
                "GET", "/v1/services", headers: [Self.authorization])
            #expect(reply.status == 200)
            let plain = try? await RawClient(port: port).ask("GET", "/v1/services", headers: [Self.authorization])
            #expect(plain?.status ?? 0 == 0)
        }
    }

    @Test("other tokens hold from the next question on; a file that is no good leaves the ones before")
    func tokens() async throws {
        try await serve { listeners, settings, port, problem in
            let client = RawClient(port: port)
            func status() async throws -> Int {
                try await client.ask("GET", "/v1/services", headers: [Self.authorization]).status
            }
            try "short\n".write(toFile: settings.tokenFile, atomically: false, encoding: .utf8)
            await listeners.apply(settings)
            #expect(problem()?.contains("line 1") == true)
            #expect(try await status() == 200)
            try "another-token-than-before\n".write(toFile: settings.tokenFile, atomically: false, encoding: .utf8)
            await listeners.apply(settings)
            #expect(problem() == nil)
            #expect(try await status() == 401)
            await listeners.apply(nil)
            await #expect(throws: (any Error).self) { try await status() }
        }
    }

    @Test("a listener that goes while connections come takes none of them with it into a trap")
    func goesUnderLoad() async throws {
        try await serve { listeners, settings, port, problem in
            await withTaskGroup(of: Void.self) { clients in
                for _ in 0..<4 {
                    clients.addTask {
                        let client = RawClient(port: port)
                        while !Task.isCancelled {
                            _ = try? await client.ask("GET", "/v1/services", headers: [Self.authorization])
                        }
                    }
                }
                for _ in 0..<100 {
                    await listeners.apply(nil)
                    await listeners.apply(settings)
                    try? await Task.sleep(for: .milliseconds(2))
                }
                clients.cancelAll()
            }
            #expect(problem() == nil)
            let client = RawClient(port: port)
            let reply = try await client.ask("GET", "/v1/services", headers: [Self.authorization])
            #expect(reply.status == 200)
        }
    }
}
