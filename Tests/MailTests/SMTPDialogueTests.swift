import Deadlines
import Mail
import Testing

@Suite("A mail on its way to a mail server")
struct SMTPDialogueTests {
    private static let start = Instant(nanoseconds: 0)

    private func message(_ recipients: [String] = ["a@x", "B <b@x>"], body: String = "text") throws -> MailMessage {
        MailMessage(
            from: try #require(MailAddress("LVS <lvs@x>")), to: recipients.compactMap { MailAddress($0) },
            subject: "s", body: body, at: 0, identifier: "1@x")
    }

    private func dialogue(_ message: MailMessage, patience: Nanoseconds = .seconds(5)) -> SMTPDialogue {
        SMTPDialogue(message, heloName: "lb.x", patience: patience, at: Self.start)
    }

    /// What is said, command by command, and how it ends, when the server says this.
    private func play(
        _ replies: [String], _ message: MailMessage
    ) -> (said: [String], outcome: MailOutcome?) {
        var dialogue = dialogue(message)
        var said: [String] = []
        for reply in replies {
            let step = dialogue.hear(Array(reply.utf8), at: Self.start)
            switch step {
            case .say(let bytes):
                if !bytes.isEmpty { said.append(String(decoding: bytes, as: UTF8.self)) }
            case .finish(let outcome, let bytes):
                if !bytes.isEmpty { said.append(String(decoding: bytes, as: UTF8.self)) }
                return (said, outcome)
            }
        }
        return (said, nil)
    }

    private static let kind = [
        "220 mail.x\r\n", "250 hello\r\n", "250 ok\r\n", "250 ok\r\n", "250 ok\r\n", "354 go\r\n", "250 taken\r\n",
    ]

    @Test("a mail is handed over, command by command")
    func whole() throws {
        let message = try message()
        let (said, outcome) = play(Self.kind, message)
        #expect(
            said == [
                "HELO lb.x\r\n", "MAIL FROM:<lvs@x>\r\n", "RCPT TO:<a@x>\r\n", "RCPT TO:<b@x>\r\n", "DATA\r\n",
                String(decoding: message.data, as: UTF8.self), "QUIT\r\n",
            ])
        #expect(outcome == .delivered(refusals: []))
    }

    @Test("replies of several lines, in pieces of any size, and with bare line feeds, are the same")
    func pieces() throws {
        let message = try message()
        let text = "220-one\r\n220-two\r\n220 three\n250-a\r\n250 b\r\n250\r\n250 ok\n251 ok\r\n354 go\r\n250 ok\r\n"
        for size in 1...text.utf8.count {
            var dialogue = dialogue(message)
            var rest = Array(text.utf8)[...]
            var outcome: MailOutcome?
            while !rest.isEmpty, outcome == nil {
                if case .finish(let result, _) = dialogue.hear(rest.prefix(size), at: Self.start) { outcome = result }
                rest = rest.dropFirst(size)
            }
            #expect(outcome == .delivered(refusals: []), "\(size)")
        }
    }

    @Test("a recipient that is refused is not the others' loss; one that is put off may be tried again")
    func refusedRecipient() throws {
        var replies = Self.kind
        replies[3] = "550 no such user\r\n"
        let (said, outcome) = play(replies, try message())
        #expect(said.contains("DATA\r\n"))
        let refused = try #require(MailAddress("a@x"))
        #expect(
            outcome
                == .delivered(refusals: [.init(recipient: refused, reply: "550 no such user", mayPass: false)]))
        replies[3] = "450 greylisted\r\n"
        #expect(
            play(replies, try message()).outcome
                == .delivered(refusals: [.init(recipient: refused, reply: "450 greylisted", mayPass: true)]))
    }

    @Test("where all recipients are refused nothing is sent")
    func nobody() throws {
        var replies = Self.kind
        replies[3] = "550 no\r\n"
        replies[4] = "451 no\r\n"
        let (said, outcome) = play(replies, try message())
        #expect(!said.contains("DATA\r\n"))
        guard case .delivered(let refusals)? = outcome else {
            Issue.record("\(String(describing: outcome))")
            return
        }
        #expect(refusals.map(\.mayPass) == [false, true])
    }

    @Test(
        "a server that says no: for good with 5xx, for now with anything else",
        arguments: [
            (0, "554 go away", true), (0, "450 later", false), (1, "502 what", true), (2, "553 not you", true),
            (2, "451 later", false), (5, "554 no", true), (5, "250 what", false), (6, "552 too much", true),
            (6, "452 full", false),
        ])
    func refusals(at stage: Int, reply: String, isFinal: Bool) throws {
        var replies = Self.kind
        replies[stage] = reply + "\r\n"
        let (_, outcome) = play(replies, try message())
        switch outcome {
        case .refused(let reason)?: #expect(isFinal && reason.contains(reply))
        case .failed(let reason)?: #expect(!isFinal && reason.contains(reply))
        default: Issue.record("\(String(describing: outcome))")
        }
    }

    @Test("421 ends it at every stage, and may pass", arguments: 0..<7)
    func closing(stage: Int) throws {
        var replies = Self.kind
        replies[stage] = "421 closing\r\n"
        #expect(play(replies, try message()).outcome == .failed("it closes with '421 closing'"))
    }

    @Test(
        "garbage is named, and bytes that could harm a terminal are not repeated",
        arguments: ["\r\n", "hello\r\n", "22\r\n", "220ok\r\n", "2x0 ok\r\n", "\u{1B}[2J\u{0}\r\n"])
    func garbage(line: String) throws {
        guard case .failed(let reason)? = play([line], try message()).outcome else {
            Issue.record("not failed")
            return
        }
        #expect(reason.hasSuffix("is no SMTP reply"))
        #expect(reason.utf8.allSatisfy { (0x20...0x7E).contains($0) })
    }

    @Test("a reply that does not end is not listened to for ever, in one line or in many")
    func endless() throws {
        for piece in [String(repeating: "x", count: 1_000), "220-more\r\n"] {
            var dialogue = dialogue(try message())
            var heard = 0
            var outcome: MailOutcome?
            while outcome == nil, heard < 1_000_000 {
                if case .finish(let result, _) = dialogue.hear(Array(piece.utf8), at: Self.start) { outcome = result }
                heard += piece.utf8.count
            }
            #expect(heard < 20_000)
            #expect(outcome == .failed("its reply to the connection has more than 8192 bytes"))
        }
    }

    @Test("each reply has its time, whether it trickles or not; the last one has a minute at least")
    func deadlines() throws {
        var dialogue = dialogue(try message())
        #expect(dialogue.deadline == Self.start + .seconds(5))
        _ = dialogue.hear(Array("220".utf8), at: Self.start + .seconds(4))
        #expect(dialogue.deadline == Self.start + .seconds(5))
        #expect(dialogue.timedOut() == .failed("no answer to the connection within 5 s"))
        var now = Self.start
        for reply in [" x\r\n"] + Self.kind.dropFirst().dropLast() {
            now = now + .seconds(3)
            _ = dialogue.hear(Array(reply.utf8), at: now)
        }
        #expect(dialogue.deadline == now + .seconds(60))
        #expect(dialogue.ended() == .failed("it hung up before it answered the mail's end"))
    }

    @Test("random bytes as replies: it ends, says no more than it should, and never says a mail was taken that was not")
    func random() throws {
        let message = try message()
        for seed in 0..<4_000 {
            var generator = SeededGenerator(seed: UInt64(seed))
            var dialogue = dialogue(message)
            var said = 0
            var isTextSaid = false
            let words: [[UInt8]] = [
                Array("220 ".utf8), Array("250 ok\r\n".utf8), Array("250-".utf8), Array("354 \r\n".utf8),
                Array("550 no\r\n".utf8), Array("421\r\n".utf8), [0x0A], [0x0D], [0], [0xFF],
            ]
            for _ in 0..<60 {
                var bytes = words[Int.random(in: 0..<words.count, using: &generator)]
                if Int.random(in: 0..<8, using: &generator) == 0 {
                    bytes += (0..<Int.random(in: 0..<300, using: &generator)).map { _ in
                        UInt8.random(in: 0...255, using: &generator)
                    }
                }
                switch dialogue.hear(bytes, at: Self.start) {
                case .say(let bytes):
                    said += bytes.count
                    isTextSaid = isTextSaid || bytes == message.data || bytes.count > message.data.count
                    continue
                case .finish(let outcome, _):
                    if case .delivered(let refusals) = outcome {
                        #expect(isTextSaid || refusals.count == message.recipients.count, "seed \(seed)")
                    }
                }
                break
            }
            #expect(said < message.data.count + 200, "seed \(seed)")
        }
    }
}
