import Deadlines
import LabScenario
import Mail
import MailDelivery
import Polling
import Testing

@Suite("Mail over a connection")
struct SMTPClientTests {
    private func message() throws -> MailMessage {
        MailMessage(
            from: try #require(MailAddress("lvs@x")), to: ["a@x", "b@x"].compactMap { MailAddress($0) },
            subject: "[lb1] s", body: ".dot", at: 0, identifier: "1@x")
    }

    private func send(
        to host: String = "127.0.0.1", patience: Nanoseconds = .seconds(10),
        _ script: @escaping ScriptedMailServer.Script
    ) async throws -> (outcome: MailOutcome, server: ScriptedMailServer) {
        let server = try await ScriptedMailServer.start(on: [127, 0, 0, 1], script: script)
        let outcome = await SMTPClient().send(
            try message(), to: host, port: server.port, heloName: "lb.x", patience: patience)
        return (outcome, server)
    }

    @Test("a mail arrives, by address and by name", arguments: ["127.0.0.1", "localhost"])
    func arrives(host: String) async throws {
        let (outcome, server) = try await send(to: host, ScriptedMailServer.kind)
        #expect(outcome == .delivered(refusals: []))
        #expect(server.subjects == ["[lb1] s"])
        #expect(server.mails.first?.hasSuffix("\r\n..dot\r\n") == true)
        #expect(server.lines.prefix(5) == ["HELO lb.x", "MAIL FROM:<lvs@x>", "RCPT TO:<a@x>", "RCPT TO:<b@x>", "DATA"])
    }

    @Test("a recipient that is refused is not the other's loss")
    func refused() async throws {
        let (outcome, server) = try await send { $0.contains("<a@x>") ? "550 no\r\n" : ScriptedMailServer.kind($0) }
        guard case .delivered(let refusals) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(refusals.map(\.recipient.mailbox) == ["a@x"])
        #expect(server.mails.count == 1)
    }

    @Test("a server that hangs up, at any stage", arguments: ["", "HELO", "MAIL", "RCPT", "DATA", "."])
    func hangsUp(stage: String) async throws {
        let (outcome, _) = try await send { line in
            stage.isEmpty || line.hasPrefix(stage) ? nil : ScriptedMailServer.kind(line)
        }
        guard case .failed(let reason) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(reason.contains("hung up") || reason.contains("no connection"))
    }

    @Test("a server that says nothing, or megabytes, costs its time and a bounded buffer")
    func hostile() async throws {
        let silent = try await send(patience: .milliseconds(200)) { _ in "" }
        #expect(silent.outcome == .failed("no answer to the connection within 0.2 s"))
        let endless = String(repeating: "220-" + String(repeating: "x", count: 60) + "\r\n", count: 100_000)
        let start = MonotonicClock.now
        let loud = try await send { _ in endless }
        guard case .failed(let reason) = loud.outcome else {
            Issue.record("\(loud.outcome)")
            return
        }
        #expect(reason.contains("more than 8192 bytes") || reason.contains("hung up"))
        #expect(MonotonicClock.now - start < .seconds(8))
    }

    @Test("nobody listens; a name that nobody knows; both are said")
    func nobody() async throws {
        let server = try await ScriptedMailServer.start(on: [127, 0, 0, 1])
        let port = server.port
        server.stop()
        for host in ["127.0.0.1", "no-such-host.invalid"] {
            let outcome = await SMTPClient().send(
                try message(), to: host, port: port, heloName: "lb.x", patience: .seconds(5))
            guard case .failed(let reason) = outcome else {
                Issue.record("\(outcome)")
                return
            }
            #expect(reason.hasPrefix("no connection to \(host) port \(port): "))
        }
    }

    @Test("whoever gives up waits for nothing")
    func cancelled() async throws {
        let server = try await ScriptedMailServer.start(on: [127, 0, 0, 1]) { _ in "" }
        let message = try message()
        let start = MonotonicClock.now
        let task = Task {
            await SMTPClient().send(
                message, to: "127.0.0.1", port: server.port, heloName: "lb.x", patience: .seconds(60))
        }
        try await Task.sleep(for: .milliseconds(100))
        task.cancel()
        #expect(await task.value == .failed("it was given up"))
        #expect(MonotonicClock.now - start < .seconds(30))
    }
}
