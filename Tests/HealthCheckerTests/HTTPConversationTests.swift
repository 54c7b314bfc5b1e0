import Addresses
import HealthChecker
import Testing

@Suite("What HTTP_GET says and hears")
struct HTTPConversationTests {
    private func conversation() throws -> HTTPConversation {
        HTTPConversation(HTTPURL(path: "/up"), .http10, target: try #require(Endpoint("10.0.0.1:80")))
    }

    private func hear(_ text: String, in conversation: inout HTTPConversation) -> ConversationStep {
        conversation.hear(Array(text.utf8)[...])
    }

    @Test("the request is said first, and an answer of known length is not waited behind")
    func answered() throws {
        var conversation = try conversation()
        guard case .continue(let said) = conversation.begin() else { throw Ended() }
        #expect(String(decoding: said, as: UTF8.self).hasPrefix("GET /up HTTP/1.0\r\n"))
        #expect(hear("HTTP/1.1 200 OK\r\nContent-Le", in: &conversation) == .listen)
        #expect(hear("ngth: 2\r\n\r\nok", in: &conversation) == .finish(.passed("status 200")))
    }

    @Test("an answer without a length ends with the connection")
    func untilTheEnd() throws {
        var conversation = try conversation()
        #expect(hear("HTTP/1.0 503 Busy\r\n\r\nlater", in: &conversation) == .listen)
        #expect(conversation.ended() == .failed("status 503, expected 200-299"))
    }

    @Test("what is no HTTP ends it at once")
    func noHTTP() throws {
        var conversation = try conversation()
        #expect(hear("220 mail\r\n", in: &conversation) == .finish(.failed("the answer is not HTTP")))
    }

    @Test("when time is over it says how far the answer came")
    func timeOuts() throws {
        var conversation = try conversation()
        #expect(conversation.timedOut(after: "5 s") == .failed("connected, but no answer within 5 s"))
        _ = hear("HTTP/1.1 2", in: &conversation)
        #expect(conversation.timedOut(after: "5 s") == .failed("no complete status line within 5 s"))
        _ = hear("00 OK\r\nX: ", in: &conversation)
        #expect(conversation.timedOut(after: "5 s") == .failed("no complete answer within 5 s, status 200"))
    }

    @Test("TLS and the work on bodies are left to threads that no other check waits for")
    func heavy() throws {
        let target = try #require(Endpoint("10.0.0.1:80"))
        func isConversation(_ url: HTTPURL, tls: HTTPCheck.TLS? = nil, step: Int = 0) -> Bool {
            CheckKind.http(HTTPCheck(urls: [url], tls: tls)).conversation(step: step, with: target, chance: 0) != nil
        }
        #expect(isConversation(HTTPURL(path: "/")))
        #expect(!isConversation(HTTPURL(path: "/"), tls: HTTPCheck.TLS()))
        #expect(!isConversation(HTTPURL(path: "/", digest: [UInt8](repeating: 0, count: 16))))
        #expect(!isConversation(HTTPURL(path: "/"), step: 1))
    }

    private struct Ended: Error {}
}
