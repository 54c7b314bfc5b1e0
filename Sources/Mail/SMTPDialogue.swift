package import Deadlines

/// One mail on its way to a mail server (RFC 5321): the server's lines and the time in, commands out, and in the end what
/// became of it. It knows neither sockets nor clocks.
package struct SMTPDialogue: Sendable {
    /// What to do next.
    package enum Step: Hashable, Sendable {
        /// Says this, where it is anything, and listens.
        case say([UInt8])
        /// It is over; this is said, and no answer awaited.
        case finish(MailOutcome, saying: [UInt8])
    }

    private enum Stage: Hashable {
        case greeting
        case hello
        case sender
        /// The recipient of this number.
        case recipient(Int)
        case data
        case end
    }

    /// More than any reply has: a server that never ends one is not listened to for ever.
    private static let longestReply = 8_192
    /// RFC 5321, section 4.5.3.2.6: a server may take long to accept the text.
    private static let patienceAtEnd = Nanoseconds.seconds(60)
    private static let farewell = Array("QUIT\r\n".utf8)

    private let message: MailMessage
    private let heloName: String
    private let patience: Nanoseconds
    private var stage = Stage.greeting
    private var line: [UInt8] = []
    /// Bytes of the reply that is being heard.
    private var heard = 0
    private var accepted = 0
    private var refusals: [MailOutcome.Refusal] = []
    /// When the reply that is awaited must be complete.
    package private(set) var deadline: Instant

    /// Begins when the connection is there.
    ///
    /// - Parameters:
    ///   - heloName: what this host calls itself.
    ///   - patience: how long the server may take for each reply.
    package init(_ message: MailMessage, heloName: String, patience: Nanoseconds, at now: Instant) {
        self.message = message
        self.heloName = String(
            heloName.filter { $0.isASCII && !$0.isWhitespace && $0.asciiValue ?? 0 > 0x20 }.prefix(255))
        self.patience = patience
        deadline = now + patience
    }

    /// Takes what the server said, in pieces of any size.
    package mutating func hear(_ bytes: some Collection<UInt8>, at now: Instant) -> Step {
        var said: [UInt8] = []
        for byte in bytes {
            heard += 1
            guard heard <= Self.longestReply else {
                return giveUp("its reply to \(stageText) has more than \(Self.longestReply) bytes")
            }
            guard byte == UInt8(ascii: "\n") else {
                line.append(byte)
                continue
            }
            defer { line.removeAll(keepingCapacity: true) }
            switch takeLine(at: now) {
            case .say(let more): said += more
            case .finish(let outcome, let more): return .finish(outcome, saying: said + more)
            }
        }
        return .say(said)
    }

    /// What it comes to when the server ends the connection.
    package func ended() -> MailOutcome { unsent("it hung up before it answered \(stageText)") }

    /// What it comes to when the deadline is over.
    package func timedOut() -> MailOutcome { unsent("no answer to \(stageText) within \(stagePatience)") }

    // MARK: Replies

    /// What a whole line brings: nothing where the reply goes on.
    private mutating func takeLine(at now: Instant) -> Step {
        let text = Self.visible(line)
        guard let code = Self.code(of: line) else { return giveUp("'\(text)' is no SMTP reply") }
        // A hyphen behind the code: further lines follow.
        guard line.dropFirst(3).first != UInt8(ascii: "-") else { return .say([]) }
        heard = 0
        // RFC 5321, section 3.8: it closes the connection, whatever it was asked.
        guard code != 421 else { return .finish(unsent("it closes with '\(text)'"), saying: []) }
        let step = answer(code, text)
        deadline = now + stagePatience
        return step
    }

    private mutating func answer(_ code: Int, _ text: String) -> Step {
        switch stage {
        case .greeting:
            guard code == 220 else { return refused(code, "it greeted with '\(text)'") }
            stage = .hello
            return say("HELO \(heloName)")
        case .hello:
            guard isPositive(code) else { return refused(code, "it answered HELO with '\(text)'") }
            stage = .sender
            return say("MAIL FROM:<\(message.sender.mailbox)>")
        case .sender:
            guard isPositive(code) else {
                return refused(code, "it does not take mail from \(message.sender.mailbox): '\(text)'")
            }
            return nextRecipient(after: nil)
        case .recipient(let index):
            if isPositive(code) {
                accepted += 1
            } else {
                refusals.append(
                    MailOutcome.Refusal(
                        recipient: message.recipients[index], reply: text, mayPass: !isPermanent(code)))
            }
            return nextRecipient(after: index)
        case .data:
            guard code == 354 else { return refused(code, "it answered DATA with '\(text)'") }
            stage = .end
            return .say(message.data)
        case .end:
            guard isPositive(code) else { return refused(code, "it does not take the mail: '\(text)'") }
            return .finish(.delivered(refusals: refusals), saying: Self.farewell)
        }
    }

    private mutating func nextRecipient(after index: Int?) -> Step {
        let next = index.map { $0 + 1 } ?? 0
        guard next >= message.recipients.count else {
            stage = .recipient(next)
            return say("RCPT TO:<\(message.recipients[next].mailbox)>")
        }
        guard accepted > 0 else { return .finish(.delivered(refusals: refusals), saying: Self.farewell) }
        stage = .data
        return say("DATA")
    }

    private func say(_ command: String) -> Step { .say(Array("\(command)\r\n".utf8)) }

    private func isPositive(_ code: Int) -> Bool { (200...299).contains(code) }
    private func isPermanent(_ code: Int) -> Bool { (500...599).contains(code) }

    /// What the server said no to, or anything but what it should.
    private func refused(_ code: Int, _ reason: String) -> Step {
        .finish(isPermanent(code) ? .refused(reason) : unsent(reason), saying: Self.farewell)
    }

    private func giveUp(_ reason: String) -> Step { .finish(unsent(reason), saying: []) }

    private func unsent(_ reason: String) -> MailOutcome { .failed(reason) }

    // MARK: Words

    private var stagePatience: Nanoseconds { stage == .end ? max(patience, Self.patienceAtEnd) : patience }

    private var stageText: String {
        switch stage {
        case .greeting: "the connection"
        case .hello: "HELO"
        case .sender: "MAIL FROM"
        case .recipient: "RCPT TO"
        case .data: "DATA"
        case .end: "the mail's end"
        }
    }

    private static func code(of line: [UInt8]) -> Int? {
        let digits = line.prefix(3)
        guard digits.count == 3, digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        let rest = line.dropFirst(3).first
        // RFC 5321, section 4.2: a space, a hyphen, or the end of the line.
        guard rest == nil || rest == 0x20 || rest == UInt8(ascii: "-") || rest == 0x0D else { return nil }
        return digits.reduce(0) { $0 * 10 + Int($1) - 0x30 }
    }

    /// What people are shown of a line.
    private static func visible(_ line: [UInt8]) -> String {
        String(decoding: line.prefix(120).filter { (0x20...0x7E).contains($0) }, as: UTF8.self)
    }
}
