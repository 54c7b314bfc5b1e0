import Addresses
import HealthChecker
import Testing

@Suite("What checks say and hear")
struct ConversationTests {
    /// What comes of a conversation when it hears this, piece by piece.
    private func play(_ conversation: any CheckConversation, _ heard: [UInt8]...) -> (said: [[UInt8]], CheckResult?) {
        var conversation = conversation
        var said: [[UInt8]] = []
        var step = conversation.begin()
        for piece in heard {
            guard case .continue(let bytes) = step else { break }
            said.append(bytes)
            step = conversation.hear(piece[...])
        }
        switch step {
        case .continue(let bytes): return (said + [bytes], nil)
        case .finish(let result, let bytes): return (said + [bytes], result)
        }
    }

    private func text(_ text: String) -> [UInt8] { Array(text.utf8) }

    // MARK: SMTP_CHECK

    @Test("a mail server that greets and answers HELO is up, and is told goodbye")
    func mail() {
        let (said, result) = play(
            SMTPConversation(heloName: "lb1"), text("220 mx ES"), text("MTP\r\n"), text("250 mx\r\n"))
        #expect(said.map { String(decoding: $0, as: UTF8.self) } == ["", "", "HELO lb1\r\n", "QUIT\r\n"])
        #expect(result == .passed("answered HELO"))
    }

    @Test("replies of several lines count at their last, also all at once")
    func longReplies() {
        let (_, result) = play(
            SMTPConversation(heloName: "lb1"), text("220-a\r\n220-b\r\n220 c\r\n"), text("250-mx\r\n250 SIZE\r\n"))
        #expect(result == .passed("answered HELO"))
    }

    @Test(
        "what a mail server says instead is the reason",
        arguments: [
            (["554 no service\r\n"], "it greeted with '554 no service', not 220"),
            (["220 mx\r\n", "502 what?\r\n"], "it answered HELO with '502 what?', not 250"),
            (["SSH-2.0-x\r\n"], "'SSH-2.0-x' is no SMTP reply"),
        ])
    func otherReplies(lines: [String], reason: String) {
        var conversation = SMTPConversation(heloName: "lb1")
        var step = conversation.begin()
        for line in lines { step = conversation.hear(text(line)[...]) }
        #expect(step == .finish(.failed(reason)))
    }

    @Test("a reply without an end is not listened to for ever")
    func endlessReply() {
        var conversation = SMTPConversation(heloName: "lb1")
        var heard = 0
        while case .continue = conversation.hear([UInt8](repeating: 0x20, count: 100)[...]) { heard += 100 }
        #expect(heard < 10_000)
        var lines = SMTPConversation(heloName: "lb1")
        heard = 0
        while case .continue = lines.hear(text("220-again\r\n")[...]) { heard += 1 }
        #expect(heard < 1_000)
    }

    // MARK: DNS_CHECK

    private func dns(_ name: String = "example.org.") throws -> DNSConversation {
        DNSConversation(try #require(DNSQuestion(.mx, name: name)), id: 0xABCD)
    }

    @Test("a query has the id, one question and the name label by label (RFC 1035 section 4.1)")
    func query() throws {
        var conversation = try dns()
        let header: [UInt8] = [0xAB, 0xCD, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0]
        let question = [7] + text("example") + [3] + text("org") + [0, 0, 15, 0, 1]
        #expect(conversation.begin() == .continue(header + question))
        var root = DNSConversation(try #require(DNSQuestion(.soa, name: ".")), id: 1)
        #expect(root.begin() == .continue([0, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 6, 0, 1]))
    }

    @Test("an answer without an error counts, whatever it holds; one with an error says which")
    func answers() throws {
        let answer: [UInt8] = [0xAB, 0xCD, 0x84, 0, 0, 0, 0, 0, 0, 0, 0, 0]
        #expect(play(try dns(), answer).1 == .passed("answered"))
        var refused = answer
        refused[3] = 0x83
        #expect(play(try dns(), refused).1 == .failed("answered with no such name (rcode 3)"))
    }

    @Test("what is no answer to the query is passed over")
    func strangers() throws {
        let other: [UInt8] = [0xAB, 0xCE, 0x84, 0, 0, 0, 0, 0, 0, 0, 0, 0]
        let query: [UInt8] = [0xAB, 0xCD, 0x04, 0, 0, 0, 0, 0, 0, 0, 0, 0]
        #expect(play(try dns(), other, query, [], [0xAB]).1 == nil)
    }

    @Test("names that cannot be asked for", arguments: ["", "a..b", ".a", String(repeating: "x", count: 64)])
    func badNames(name: String) {
        #expect(DNSQuestion(.a, name: name) == nil)
    }

    // MARK: UDP_CHECK

    private func udp(requires: Bool = true, _ reply: BytePattern? = nil, lengths: ClosedRange<Int> = 0...255)
        -> UDPConversation
    {
        UDPConversation(
            UDPCheck(payload: nil, requiresReply: requires, reply: reply, lengths: lengths), payload: [1, 2])
    }

    @Test("silence passes where no reply is required")
    func silence() {
        #expect(udp(requires: false).timedOut(after: "1 s") == .passed("no error within 1 s"))
        #expect(udp().timedOut(after: "1 s") == .failed("no reply within 1 s"))
    }

    @Test("a reply has the bytes and the length that are required")
    func replies() {
        let pattern = BytePattern(values: [0x10, 0xFF], masks: [0xF0, 0xFF])
        #expect(play(udp(), [9]).1 == .passed("answered"))
        #expect(play(udp(pattern), [0x1A, 0xFF, 7]).1 == .passed("answered"))
        #expect(play(udp(pattern), [0x2A, 0xFF]).1 == .failed("the reply is not the one that is required"))
        #expect(play(udp(lengths: 2...3), [1]).1 == .failed("a reply of 1 bytes, expected 2 to 3"))
    }

    @Test("a reply shorter than the pattern is compared as far as it goes, unless min_reply_length asks for more")
    func shortReplies() {
        let pattern = BytePattern(values: [0x10, 0xFF], masks: [0xF0, 0xFF])
        #expect(play(udp(pattern), [0x1A]).1 == .passed("answered"))
        #expect(play(udp(pattern), [0x2A]).1 == .failed("the reply is not the one that is required"))
        #expect(
            play(udp(pattern, lengths: 2...9), [0x1A]).1 == .failed("a reply of 1 bytes, expected 2 to 9"))
    }

    // MARK: PING_CHECK

    @Test("an echo request has its checksum over IPv4 (RFC 792), and none of ours over IPv6")
    func echoRequest() throws {
        var four = PingConversation(isIPv6: false, id: 0x1234, sequence: 1)
        guard case .continue(let request) = four.begin() else { throw Missing() }
        #expect(Array(request[..<2]) == [8, 0] && Array(request[4..<8]) == [0x12, 0x34, 0, 1])
        var sum = stride(from: 0, to: request.count, by: 2).reduce(0) { sum, index in
            sum + Int(request[index]) << 8 + (index + 1 < request.count ? Int(request[index + 1]) : 0)
        }
        while sum > 0xFFFF { sum = sum & 0xFFFF + sum >> 16 }
        #expect(sum == 0xFFFF)
        var six = PingConversation(isIPv6: true, id: 1, sequence: 1)
        guard case .continue(let other) = six.begin() else { throw Missing() }
        #expect(Array(other[..<4]) == [128, 0, 0, 0])
    }

    private struct Missing: Error {}

    @Test("the echo that comes back is the one that was sent")
    func echoReplies() {
        let ping = PingConversation(isIPv6: false, id: 0x1234, sequence: 1)
        let header: [UInt8] = [0x46] + [UInt8](repeating: 0, count: 23)
        let reply: [UInt8] = [0, 0, 0, 0, 0x12, 0x34, 0, 1]
        #expect(play(ping, header + reply).1 == .passed("answered"))
        #expect(play(ping, header + [0, 0, 0, 0, 0x12, 0x35, 0, 1]).1 == nil)
        #expect(play(ping, header + [8, 0, 0, 0, 0x12, 0x34, 0, 1]).1 == nil)
        #expect(play(ping, [], [0x45], [0x4F] + reply, [0x60] + reply).1 == nil)
        #expect(
            play(PingConversation(isIPv6: true, id: 0x1234, sequence: 1), [129] + reply[1...]).1 == .passed("answered"))
    }

    // MARK: Any bytes

    @Test("any bytes are heard without a trap, and end or go on")
    func anyBytes() throws {
        var generator = SystemRandomNumberGenerator()
        let target = try #require(Endpoint("10.0.0.1:1"))
        let kinds: [CheckKind] = [
            .http(HTTPCheck(urls: [HTTPURL(path: "/")])), .smtp(heloName: "a"), .dns(.root(.a)), .ping,
            .udp(
                UDPCheck(
                    payload: nil, requiresReply: true, reply: BytePattern(values: [1], masks: [0xF]), lengths: 0...9)),
        ]
        for _ in 0..<5_000 {
            for kind in kinds {
                let drawn = kind.conversation(step: 0, with: target, chance: .random(in: 0 ... .max))
                var conversation = try #require(drawn)
                _ = conversation.begin()
                for _ in 0..<3 {
                    let bytes = (0..<Int.random(in: 0...40)).map { _ in UInt8.random(in: 0...255, using: &generator) }
                    guard case .continue = conversation.hear(bytes[...]) else { break }
                }
            }
        }
    }
}
