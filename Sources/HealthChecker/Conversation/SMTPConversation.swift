/// `SMTP_CHECK`: the server greets with 220 and answers HELO with 250 (RFC 5321 sections 3.1, 4.1.1.1 and 4.2.1).
package struct SMTPConversation: CheckConversation {
    private enum Stage: String {
        case greeting = "its greeting"
        case hello = "HELO"
    }

    /// More than any reply has, so that a server that never ends one is not listened to for ever.
    private static let longestReply = 8_192

    private let heloName: String
    private var stage = Stage.greeting
    private var line: [UInt8] = []
    private var heard = 0

    /// - Parameter heloName: what this host calls itself.
    package init(heloName: String) {
        self.heloName = heloName
    }

    package var carrier: ConversationCarrier { .tcp }

    package mutating func begin() -> ConversationStep { .listen }

    package mutating func hear(_ bytes: ArraySlice<UInt8>) -> ConversationStep {
        var rest = bytes
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            line += rest[..<end]
            rest = rest[(end + 1)...]
            defer { line = [] }
            if let step = takeLine() { return step }
        }
        heard += bytes.count
        guard heard <= Self.longestReply else {
            return .finish(.failed("its reply to \(stage.rawValue) has more than \(Self.longestReply) bytes"))
        }
        line += rest
        return .listen
    }

    package func ended() -> CheckResult { .failed("it hung up before it answered \(stage.rawValue)") }

    package func timedOut(after timeout: String) -> CheckResult {
        .failed("no answer to \(stage.rawValue) within \(timeout)")
    }

    /// What a whole line brings; nil where the reply goes on.
    private mutating func takeLine() -> ConversationStep? {
        let text = String(decoding: line.prefix(120), as: UTF8.self).filter { $0.isASCII && !$0.isNewline }
        let code = line.prefix(3)
        guard code.count == 3, code.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return .finish(.failed("'\(text)' is no SMTP reply"))
        }
        // A hyphen behind the code: further lines follow.
        guard line.dropFirst(3).first != UInt8(ascii: "-") else { return nil }
        let wanted = stage == .greeting ? "220" : "250"
        guard code.elementsEqual(wanted.utf8) else {
            let verb = stage == .greeting ? "greeted with" : "answered HELO with"
            return .finish(.failed("it \(verb) '\(text)', not \(wanted)"))
        }
        heard = 0
        guard stage == .greeting else { return .finish(.passed("answered HELO"), saying: Array("QUIT\r\n".utf8)) }
        stage = .hello
        return .continue(Array("HELO \(heloName)\r\n".utf8))
    }
}
