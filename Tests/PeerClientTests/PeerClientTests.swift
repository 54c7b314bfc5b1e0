import ControlMessages
import FoundationEssentials
import NIOHTTP1
import NodeConfiguration
import PeerClient
import Testing

@Suite("Questions to a peer")
struct PeerClientTests {
    private static let token = "0123456789abcdef"

    /// What `body` gets as its client's token file.
    private func withTokens<Result>(
        _ text: String = "# ours\n\n  \(token)\r\nanother-token-of-ours\n", _ body: (String) async throws -> Result
    ) async throws -> Result {
        let path = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
        try text.write(toFile: path, atomically: false, encoding: .utf8)
        defer { try? FileManager.default.removeItem(atPath: path) }
        return try await body(path)
    }

    private func client(
        _ url: String, _ credentials: Credentials = Credentials(authorityFile: ScriptedServer.authorities),
        seconds: Int64 = 60, bytes: Int = 1 << 20
    ) throws -> PeerClient {
        PeerClient(
            try #require(APIAddress(url)), credentials, limits: PeerClient.Limits(seconds: seconds, bytes: bytes))
    }

    private func failure(of client: PeerClient) async -> PeerError? {
        do throws(PeerError) {
            let answer = try await client.ask(PeerClient.Question("/v1/services"))
            _ = try answer.message(ServiceListMessage.self)
            return nil
        } catch {
            return error
        }
    }

    @Test("over TLS, by address and by name, the first token of the file goes along, and the answer comes back")
    func secure() async throws {
        let token = Self.token
        try await withTokens { path in
            try await ScriptedServer.run { question in
                question.contains("\r\nauthorization: Bearer \(token)\r\n")
                    ? ScriptedServer.answer("200 OK", "yes") : ScriptedServer.answer("401 Unauthorized", "")
            } _: { server in
                for host in ["127.0.0.1", "localhost"] {
                    let client = try client(
                        "https://\(host):\(server.port)",
                        Credentials(tokenFile: path, authorityFile: ScriptedServer.authorities))
                    let answer = try await client.ask(PeerClient.Question("/"))
                    #expect(answer.status == .ok && String(decoding: answer.body, as: UTF8.self) == "yes")
                }
            }
        }
    }

    @Test("a certificate that nobody known vouches for is refused before anything is said, and so is another's")
    func certificates() async throws {
        let never: ScriptedServer.Script = { question in
            Issue.record("was asked: \(question)")
            return []
        }
        try await ScriptedServer.run(never) { server in
            let url = "https://127.0.0.1:\(server.port)"
            let stranger = try #require(await failure(of: try client(url, Credentials())))
            #expect(stranger.description.contains("certificate is refused") && stranger.description.contains("system"))
            #expect(!stranger.isUnreachable)
        }
        // A certificate of 127.0.0.1.
        try await ScriptedServer.run(on: "127.0.0.2", never) { server in
            let error = try #require(await failure(of: try client("https://127.0.0.2:\(server.port)")))
            #expect(error.description == "its certificate is refused: it is not for 127.0.0.2:\(server.port)")
        }
        try await ScriptedServer.run(isSecure: false, { _ in [] }) { server in
            let error = try #require(await failure(of: try client("https://127.0.0.1:\(server.port)", seconds: 1)))
            #expect(error.description.contains("TLS handshake") || error.description.contains("hung up"))
        }
    }

    @Test("a refusal says what the peer said")
    func refusal() async throws {
        try await ScriptedServer.run { _ in
            ScriptedServer.answer(
                "401 Unauthorized", #"{"error":{"code":"unauthorized","message":"a token is missing or wrong"}}"#)
        } _: { server in
            let error = try #require(await failure(of: try client("https://127.0.0.1:\(server.port)")))
            #expect(error.description == "it answered with 401 Unauthorized: a token is missing or wrong")
            #expect(error.status == 401)
        }
    }

    @Test("an answer that trickles is not waited for longer than for any other")
    func trickle() async throws {
        try await ScriptedServer.run { _ in
            [ScriptedServer.Piece(text: "HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n")]
                + Array(repeating: ScriptedServer.Piece(text: "x", pause: .milliseconds(20)), count: 100_000)
        } _: { server in
            let error = await failure(of: try client("https://127.0.0.1:\(server.port)", seconds: 1))
            #expect(error?.description == "its answer was not whole within 1 s")
        }
    }

    @Test("an answer of 2 GB is refused when it is announced, or when it becomes too large")
    func tooLarge() async throws {
        let announced = "HTTP/1.1 200 OK\r\ncontent-length: 2147483648\r\n\r\n"
        let chunk = "10000\r\n" + String(repeating: "x", count: 65_536) + "\r\n"
        let unannounced = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n"
        for pieces in [[announced], [unannounced] + Array(repeating: chunk, count: 32_768)] {
            try await ScriptedServer.run { _ in
                pieces.map { ScriptedServer.Piece(text: $0) }
            } _: { server in
                let error = await failure(of: try client("https://127.0.0.1:\(server.port)"))
                #expect(error?.description == "its answer has more than 1048576 bytes")
            }
        }
    }

    @Test("what is no JSON, or half an answer, is said to be that")
    func broken() async throws {
        for (text, message) in [
            ("HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\n[", "its answer is not understood"),
            ("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n[", ""), ("", "it hung up"), ("nonsense\r\n\r\n", ""),
        ] {
            try await ScriptedServer.run { _ in
                [ScriptedServer.Piece(text: text)]
            } _: { server in
                let error = try #require(await failure(of: try client("https://127.0.0.1:\(server.port)")))
                #expect(error.description.contains(message) && !error.description.isEmpty)
            }
        }
    }

    @Test("nobody there, a token file that is missing or holds no token, authorities that are none: each is named")
    func local() async throws {
        #expect(await failure(of: try client("https://127.0.0.1:1"))?.isUnreachable == true)
        #expect(await failure(of: try client("unix:/nowhere/s"))?.isUnreachable == true)
        let missing = await failure(of: try client("https://127.0.0.1:1", Credentials(tokenFile: "/nowhere")))
        #expect(missing?.description == "the token file /nowhere cannot be read: No such file or directory")
        for text in ["", "# none\n\n", "tökentökentöken\n"] {
            try await withTokens(text) { path in
                let error = await failure(of: try client("https://127.0.0.1:1", Credentials(tokenFile: path)))
                #expect(error?.description == "the token file \(path) does not begin with a token")
            }
        }
        let authorities = await failure(of: try client("https://127.0.0.1:1", Credentials(authorityFile: "/nowhere")))
        #expect(authorities?.description.contains("ca_file /nowhere cannot be used") == true)
    }
}
