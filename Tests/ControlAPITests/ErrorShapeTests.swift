import ControlAPI
import ControlMessages
import Testing

@Suite("Answers that are errors")
struct ErrorShapeTests {
    private func expect(
        _ reply: RawClient.Reply, _ status: Int, _ code: String, at location: SourceLocation = #_sourceLocation
    ) {
        #expect(reply.status == status, sourceLocation: location)
        #expect(reply.errorCode == code, sourceLocation: location)
        #expect(reply.header("content-type") == "application/json", sourceLocation: location)
    }

    @Test(
        "what is not there is 404",
        arguments: [
            "/", "/v1", "/v1/", "/v2/status", "/v1/status/x", "/v1/vrrp/none", "/v1/services/tcp/192.0.2.9:80",
            "/v1/services/tcp/192.0.2.1:81", "/v1/services/sctp/192.0.2.1:80", "/v1/services/fwmark/4",
            "/v1/services/tcp", "/v1/management-groups/none", "/v1/management-groups/none/agents",
            "/v1/management-groups/none/agents/1", "http://localhost", "/v1/statu%73",
        ])
    func notFound(target: String) async throws {
        let reply = try await RunningServer.withClient { try await $0.get(target) }
        expect(reply, 404, "not_found")
    }

    @Test(
        "a question that makes no sense is 400",
        arguments: [
            "/v1/services/icmp/192.0.2.1:80", "/v1/services/tcp/192.0.2.1", "/v1/services/tcp/192.0.2.1:70000",
            "/v1/services/tcp/192.0.2.1:-1", "/v1/services/fwmark/x", "/v1/services/fwmark/4294967296", "/v1/vrrp/%",
            "/v1/vrrp/%zz", "/v1/vrrp/%FF", "/v1/management-groups/cloud/agents/1?zone=%", "/v1/events?history=x",
            "/v1/events?history=-1", "/v1/events?kind=none", "/v1/events?kind=%",
        ])
    func badRequest(target: String) async throws {
        let reply = try await RunningServer.withClient { try await $0.get(target) }
        expect(reply, 400, "bad_request")
    }

    @Test(
        "a wrong method is 405 and names the right ones",
        arguments: [
            ("POST", "/v1/status", "GET, HEAD"), ("DELETE", "/v1/vrrp/VI_1", "GET, HEAD"),
            ("GET", "/v1/reload", "POST"), ("PATCH", "/v1/management-groups/cloud/agents/1", "GET, HEAD, PUT"),
            ("OPTIONS", "/v1/services", "GET, HEAD"), ("POST", "/v1/events", "GET, HEAD"),
            ("PUT", "/v1/services/fwmark/3", "GET, HEAD"),
        ])
    func wrongMethod(method: String, target: String, allowed: String) async throws {
        let reply = try await RunningServer.withClient { try await $0.ask(method, target) }
        expect(reply, 405, "method_not_allowed")
        #expect(reply.header("allow") == allowed)
    }

    @Test("an unknown group is 404 for a registration, too")
    func unknownGroup() async throws {
        let reply = try await RunningServer.withClient {
            try await $0.ask("PUT", "/v1/management-groups/none/agents/1", body: #"{"zone":"z1"}"#)
        }
        expect(reply, 404, "not_found")
        #expect(reply.body.contains(#"there is no management-server group \"none\""#))
    }

    @Test(
        "a body that is not the registration's JSON is 400",
        arguments: ["", "zone=z1", "{}", "[]", #"{"zone": 1}"#, "{\"zone\": \"\u{1}\"}", "{\"zone\": \"z1\""])
    func badBody(body: String) async throws {
        let reply = try await RunningServer.withClient {
            try await $0.ask("PUT", "/v1/management-groups/cloud/agents/1", body: body)
        }
        expect(reply, 400, "bad_request")
    }

    @Test("a body of more than a megabyte is 413, one of a megabyte is read")
    func largeBody() async throws {
        let frame = #"{"zone":""}"#.utf8.count
        let (fits, over) = try await RunningServer.withClient { client in
            let bodies = [1_048_576, 1_048_577].map { size in
                #"{"zone":"\#(String(repeating: "z", count: size - frame))"}"#
            }
            return (
                try await client.ask("PUT", "/v1/management-groups/cloud/agents/1", body: bodies[0]),
                try await client.ask("PUT", "/v1/management-groups/cloud/agents/1", body: bodies[1])
            )
        }
        #expect(fits.status == 200)
        expect(over, 413, "body_too_large")
    }

    @Test(
        "what is not HTTP is 400 in the same shape",
        arguments: [
            "hello\r\n\r\n", "BREW /v1/status HTTP/1.1\r\n\r\n", "GET /v1/status HTTP/1.1\r\nno colon\r\n\r\n",
            "GET /v1/status HTTP/1.1\r\nhost: x\r\ncontent-length: x\r\n\r\n",
        ])
    func notHTTP(text: String) async throws {
        let reply = try await RunningServer.withClient { try await $0.send(text) }
        expect(reply, 400, "bad_request")
        #expect(reply.header("connection") == "close")
    }

    @Test("headers without end are 400 in the same shape")
    func endlessHeaders() async throws {
        let reply = try await RunningServer.withClient {
            try await $0.send("GET /v1/status HTTP/1.1\r\nx: " + String(repeating: "x", count: 100_000))
        }
        expect(reply, 400, "bad_request")
    }
}
