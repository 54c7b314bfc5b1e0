import ControlAPI
import ControlMessages
import Testing

@Suite("Questions and answers")
struct RoutesTests {
    private func expect<Message: Codable & Equatable & Sendable>(
        _ target: String, answers message: Message, at location: SourceLocation = #_sourceLocation
    ) async throws {
        let reply = try await RunningServer.withClient { try await $0.get(target) }
        let wanted = String(decoding: try MessageCoding.encode(message), as: UTF8.self)
        #expect(reply.status == 200, sourceLocation: location)
        #expect(reply.header("content-type") == "application/json", sourceLocation: location)
        #expect(reply.header("content-length") == String(wanted.utf8.count), sourceLocation: location)
        #expect(reply.body == wanted, sourceLocation: location)
    }

    @Test("every list answers with its message")
    func lists() async throws {
        let node = FakeNode()
        try await expect("/v1/status", answers: await node.status())
        try await expect("/v1/vrrp", answers: await node.vrrpInstances())
        try await expect("/v1/services", answers: await node.services())
        try await expect("/v1/checks", answers: await node.checks())
        try await expect("/v1/topology", answers: await node.topology())
        try await expect("/v1/management-groups", answers: await node.managementGroups())
        try await expect("/v1/management-groups/cloud", answers: try await node.managementGroup("cloud"))
        try await expect("/v1/management-groups/cloud/balance", answers: try await node.balance(of: "cloud"))
        try await expect(
            "/v1/management-groups/cloud/servers/%5B2001:db8::1%5D:9",
            answers: try await node.managementServer("[2001:db8::1]:9", of: "cloud"))
        try await expect("/v1/management-groups/cloud/agents", answers: try await node.agents(of: "cloud"))
    }

    @Test("the configuration comes as statements, and as a file to who asks for one")
    func configuration() async throws {
        try await expect("/v1/config", answers: await FakeNode().configuration())
        try await expect("/v1/config?format=json", answers: await FakeNode().configuration())
        let file = try await RunningServer.withClient { try await $0.get("/v1/config?format=text") }
        #expect(file.status == 200)
        #expect(file.header("content-type") == "text/plain; charset=utf-8")
        #expect(file.body == (await FakeNode().configurationText()))
        #expect(try await RunningServer.withClient { try await $0.get("/v1/config?format=xml") }.status == 400)
    }

    @Test("an instance is found by its name, whatever characters that has")
    func instance() async throws {
        let entries = await FakeNode().vrrpInstances().instances
        try await expect("/v1/vrrp/VI_1", answers: VRRPInstanceMessage(asOf: FakeNode.time, entries[0]))
        try await expect("/v1/vrrp/VI%202%2F%C3%A9", answers: VRRPInstanceMessage(asOf: FakeNode.time, entries[1]))
    }

    @Test(
        "a service is found by protocol, address and port, or by its mark",
        arguments: [
            ("tcp/192.0.2.1:80", 0), ("udp/192.0.2.1:80", 1), ("UDP/192.0.2.1%3A80", 1),
            ("tcp/[2001:db8::1]:443", 2), ("tcp/%5B2001%3ADB8%3A%3A1%5D%3A443", 2), ("tcp/2001:db8::1:443", 2),
            ("fwmark/3", 3), ("fwmark/3?family=ipv6", 4),
        ])
    func service(target: String, index: Int) async throws {
        let entry = await FakeNode().services().services[index]
        try await expect("/v1/services/" + target, answers: ServiceMessage(asOf: FakeNode.time, entry))
    }

    @Test("an agent's id and zone reach the node in clear")
    func agent() async throws {
        try await expect(
            "/v1/management-groups/cloud/agents/a%20b%2Fc?zone=z%261",
            answers: try await FakeNode().agent("a b/c", of: "cloud", zone: "z&1"))
        try await expect(
            "/v1/management-groups/cloud/agents/42?zone=",
            answers: try await FakeNode().agent("42", of: "cloud", zone: nil))
    }

    @Test("PUT registers an agent and answers with its list")
    func register() async throws {
        let reply = try await RunningServer.withClient {
            try await $0.ask(
                "PUT", "/v1/management-groups/cloud/agents/42", body: #"{"zone": "z1", "servers": ["10.1.1.2"]}"#)
        }
        let message = try MessageCoding.decode(AgentMessage.self, from: reply.body.utf8)
        #expect(reply.status == 200)
        #expect(message.agent == "42")
        #expect(message.zone == "z1")
        #expect(message.servers == ["10.1.1.2"])
        #expect(message.isKnown)
        #expect(reply.header("etag") == #"W/"00000000000000ff""#)
    }

    @Test("a topology that is put there is answered with what it changed, and one that is no good with 422")
    func putTopology() async throws {
        let replies = try await RunningServer.withClient { client in
            let large = String(repeating: " ", count: 2_000_000)
            return [
                try await client.ask("PUT", "/v1/topology", body: #"{"services": []}"#),
                try await client.ask("PUT", "/v1/topology", body: "x" + large),
            ]
        }
        #expect(replies.map(\.status) == [200, 422])
        #expect(try MessageCoding.decode(TopologyChangeMessage.self, from: replies[0].body.utf8).applied)
        let refused = try MessageCoding.decode(TopologyChangeMessage.self, from: replies[1].body.utf8)
        #expect(refused.error?.message == "2000001 bytes")
    }

    @Test("an agent that has the current version gets no list again")
    func entityTag() async throws {
        let replies = try await RunningServer.withClient { client in
            let target = "/v1/management-groups/cloud/agents/42"
            return [
                try await client.get(target),
                try await client.ask("GET", target, headers: [#"if-none-match: "x", W/"00000000000000ff""#]),
                try await client.ask("GET", target, headers: [#"if-none-match: W/"00000000000000fe""#]),
            ]
        }
        #expect(replies.map(\.status) == [200, 304, 200])
        #expect(replies[0].header("etag") == #"W/"00000000000000ff""#)
        #expect(replies[1].body.isEmpty)
    }

    @Test("POST releases an instance or holds it, and tells the node who wants it")
    func release() async throws {
        let replies = try await RunningServer.withClient { client in
            [
                try await client.ask("POST", "/v1/vrrp/VI%201/release?by=alice%20b"),
                try await client.ask("POST", "/v1/vrrp/VI%201/hold"),
                try await client.ask("POST", "/v1/vrrp/VI_none/release"),
                try await client.ask("POST", "/v1/vrrp/VI_1/release?by=a%09b"),
                try await client.ask("POST", "/v1/vrrp/VI_1/hold?by=" + String(repeating: "a", count: 65)),
                try await client.get("/v1/vrrp/VI_1/release"),
            ]
        }
        #expect(replies.map(\.status) == [200, 200, 404, 400, 400, 405])
        let answers = try replies.prefix(2).map {
            try MessageCoding.decode(VRRPReleaseMessage.self, from: $0.body.utf8)
        }
        #expect(answers.map(\.instance) == ["VI 1", "VI 1"])
        #expect(answers.map(\.released) == [true, false])
        #expect(answers.map(\.reason) == ["alice b", "an operator"])
    }

    @Test("a watcher gets the list and each new one as an event, until the group is gone")
    func watch() async throws {
        let reply = try await RunningServer.withClient {
            try await $0.get("/v1/management-groups/cloud/agents/42/watch?zone=z1")
        }
        #expect(reply.status == 200)
        #expect(reply.header("content-type") == "text/event-stream")
        let list = "id: 00000000000000ff\nevent: list\ndata: {\"agent\":\"42\""
        let first = try #require(reply.body.firstRange(of: list))
        let next = try #require(reply.body.firstRange(of: "id: 00000000000000fe\nevent: list\n"))
        #expect(first.lowerBound < next.lowerBound)
        #expect(reply.body.ranges(of: "event: list").count == 2)
        let unknown = try await RunningServer.withClient {
            try await $0.get("/v1/management-groups/none/agents/42/watch")
        }
        #expect(unknown.status == 404)
    }

    @Test("an operator changes a group, drains a server and takes it back")
    func orders() async throws {
        let node = FakeNode()
        let replies = try await RunningServer.withClient { client in
            let group = "/v1/management-groups/cloud"
            return [
                try await client.ask("PATCH", group, body: #"{"algorithm": "shuffle"}"#),
                try await client.ask("POST", group + "/servers/10.1.1.1/drain"),
                try await client.ask("POST", group + "/servers/10.1.1.1/resume"),
                try await client.ask("PATCH", group, body: #"{"algorithm": 1}"#),
            ]
        }
        #expect(replies.map(\.status) == [200, 200, 200, 400])
        let group = try MessageCoding.decode(GroupMessage.self, from: replies[0].body.utf8)
        #expect(group.algorithm == "shuffle")
        let drains = try replies[1...2].map { try MessageCoding.decode(DrainMessage.self, from: $0.body.utf8) }
        #expect(try await drains[0] == node.drain("10.1.1.1", of: "cloud", true))
        #expect(try await drains[1] == node.drain("10.1.1.1", of: "cloud", false))
    }

    @Test("HEAD answers as GET does, without the body")
    func head() async throws {
        let (get, head) = try await RunningServer.withClient {
            (try await $0.get("/v1/checks"), try await $0.ask("HEAD", "/v1/checks"))
        }
        #expect(head.status == 200)
        #expect(head.body.isEmpty)
        #expect(head.header("content-length") == get.header("content-length"))
    }

    @Test("a reload answers with what changed; errors in the file are 422 with the diagnostics")
    func reload() async throws {
        let applied = try await RunningServer.withClient { try await $0.ask("POST", "/v1/reload") }
        #expect(applied.status == 200)

        let diagnostic = DiagnosticEntry(severity: .error, file: "/f", line: 1, column: 2, message: "unknown keyword")
        let answer = ReloadMessage(
            asOf: FakeNode.time, generation: 1, applied: false, changes: [], diagnostics: [diagnostic])
        let refused = try await RunningServer.withClient(FakeNode(reloadAnswer: .success(answer))) {
            try await $0.ask("POST", "/v1/reload")
        }
        let message = try MessageCoding.decode(ReloadMessage.self, from: refused.body.utf8)
        #expect(refused.status == 422)
        #expect(message.diagnostics == [diagnostic])
        #expect(refused.errorCode == "configuration_invalid")

        let failure = ControlError(status: 503, code: "busy", message: "a reload is under way")
        let failed = try await RunningServer.withClient(FakeNode(reloadAnswer: .failure(failure))) {
            try await $0.ask("POST", "/v1/reload")
        }
        #expect(failed.status == 503)
        #expect(failed.body == #"{"error":{"code":"busy","message":"a reload is under way"}}"#)
    }

    @Test(
        "a reload that is not applied for another reason is an error with a fitting status",
        arguments: [
            (ReloadRefusal.configurationInvalid, 422), (.restartNeeded, 422), (.stopping, 409), (.applyFailed, 500),
        ])
    func reloadRefused(refusal: ReloadRefusal, status: Int) async throws {
        let answer = ReloadMessage(
            asOf: FakeNode.time, generation: 1, applied: false, changes: [], diagnostics: [],
            error: ErrorEntry(code: refusal.rawValue, message: "it could not be"))
        let refused = try await RunningServer.withClient(FakeNode(reloadAnswer: .success(answer))) {
            try await $0.ask("POST", "/v1/reload")
        }
        #expect(refused.status == status)
        #expect(refused.errorCode == refusal.rawValue)
    }

    @Test("a plan is asked with a text, or with files as JSON; one that could not be reloaded is 422")
    func plan() async throws {
        func changes(_ body: String, type: String) async throws -> (status: Int, names: [String]) {
            let reply = try await RunningServer.withClient {
                try await $0.send(
                    """
                    POST /v1/plan HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: \(type)\r\n\
                    Content-Length: \(body.utf8.count)\r\n\r\n\(body)
                    """)
            }
            let message = try MessageCoding.decode(ReloadMessage.self, from: reply.body.utf8)
            return (reply.status, message.changes.map { "\($0.kind) \($0.name)" })
        }
        #expect(try await changes("global_defs", type: "text/plain") == (200, ["text global_defs"]))
        #expect(try await changes("x", type: "text/plain") == (422, ["text x"]))
        let files = PlanFiles(
            file: PlannedFile(path: "/f", bytes: [0xFF]),
            includes: [PlannedInclude(path: "*", files: [PlannedFile(path: "/g", unread: "no")])])
        let json = String(decoding: try MessageCoding.encode(files), as: UTF8.self)
        #expect(try await changes(json, type: "application/json; charset=utf-8") == (200, ["/f /g"]))
    }

    @Test("whoever runs the daemon is shown all in a plan")
    func owner() async throws {
        let reply = try await RunningServer.withClient {
            try await $0.send(
                "POST /v1/plan HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 1\r\n\r\ng")
        }
        let message = try MessageCoding.decode(ReloadMessage.self, from: reply.body.utf8)
        #expect(message.effects?.map(\.effect) == ["all is shown"])
    }

    @Test("plans that are asked for at once are made one after the other, from their bodies on")
    func plansInTurn() async throws {
        let node = FakeNode()
        let statuses = try await RunningServer.withClient(node) { client in
            try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<8 {
                    group.addTask {
                        try await client.send(
                            "POST /v1/plan HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 1\r\n\r\ng"
                        ).status
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
        }
        #expect(statuses == Array(repeating: 200, count: 8))
        #expect(await node.plans.most == 1)
    }

    @Test("several questions can follow each other on one connection")
    func keepAlive() async throws {
        let reply = try await RunningServer.withClient {
            try await $0.send(
                """
                GET /v1/checks HTTP/1.1\r\nhost: x\r\n\r\n\
                PUT /v1/management-groups/none/agents/1 HTTP/1.1\r\nhost: x\r\ncontent-length: 12\r\n\r\n{"zone":"z"}\
                GET /v1/vrrp/none HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n
                """)
        }
        let statuses = reply.description.split(separator: "HTTP/1.1 ").map { $0.prefix(3) }
        #expect(statuses == ["200", "404", "404"])
    }
}
