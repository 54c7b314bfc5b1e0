import Deadlines
import HealthChecker
import Testing

@Suite("Judging an HTTP answer")
struct HTTPResponseReaderTests {
    /// Reads an answer in pieces of `size` bytes up to its end and judges it.
    private func judge(
        _ answer: [UInt8], piece size: Int = .max, expecting codes: HTTPStatusSet = .success
    ) -> CheckResult {
        var reader = HTTPResponseReader()
        var rest = answer[...]
        do {
            while !rest.isEmpty {
                let piece = Array(rest.prefix(size))
                rest = rest.dropFirst(size)
                try reader.read(piece.span)
            }
        } catch {
            return .failed(error.description)
        }
        return reader.judge(expecting: codes)
    }

    private func judge(_ answer: String, expecting codes: HTTPStatusSet = .success) -> CheckResult {
        judge(Array(answer.utf8), expecting: codes)
    }

    @Test("the status decides")
    func status() {
        #expect(judge("HTTP/1.1 200 OK\r\n\r\n") == .passed("status 200"))
        #expect(judge("HTTP/1.0 503 Busy\r\n\r\n") == .failed("status 503, expected 200-299"))
        #expect(judge("HTTP/1.0 302 Found\r\nLocation: /\r\n\r\n") == .failed("status 302, expected 200-299"))
        #expect(judge("HTTP/1.1 101 Switching\r\n\r\n") == .failed("status 101, expected 200-299"))
        #expect(judge("HTTP/1.0 302 Found\r\n\r\n", expecting: HTTPStatusSet([301...302])) == .passed("status 302"))
    }

    @Test(
        "answers that a strict parser would refuse and keepalived takes",
        arguments: [
            "HTTP/1.0 200\r\n\r\n", "HTTP/1.1  200 OK\r\n\r\n", "HTTP/2 200 \r\n\r\n", "HTTP/1.0 200 OK\n\n",
            "HTTP/1.1 200 OK\r\nBad Name : x\r\n: y\r\nno colon\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\nContent-Length: x\r\n\r\nZ",
            "HTTP/1.1 200 \u{0}\r\nX: \u{0}\u{1}\r\n\r\n",
        ])
    func forgiving(answer: String) {
        #expect(judge(answer) == .passed("status 200"))
    }

    @Test(
        "S4: status lines without a usable code are refused",
        arguments: [
            "HTTP/1.1\r\n\r\n", "HTTP/1.1 \r\n\r\n", "HTTP/1.1 OK\r\n\r\n", "HTTP/1.1 20\r\n\r\n",
            "HTTP/1.1 2000\r\n\r\n",
            "HTTP/1.1 20000000000000000000 OK\r\n\r\n", "HTTP/1.1 -200 OK\r\n\r\n", "HTTP/1.1 200\u{0}\r\n\r\n",
            "HTTP/1.1 2\u{0}0 OK\r\n\r\n", "HTTP/\r\n\r\n", "HTTP/1.1 ٢٠٠ OK\r\n\r\n",
        ])
    func noStatus(answer: String) {
        #expect(judge(answer) == .failed("the answer has no status code of three digits"))
    }

    @Test(
        "S4: what is no HTTP is refused", arguments: ["\r\n", "\n", "SSH-2.0-x 200 y\r\n", "\u{0}\n", "http/1.1 200\n"])
    func notHTTP(answer: String) {
        #expect(judge(answer) == .failed("the answer is not HTTP"))
    }

    @Test("S4: a status line of 10 MB is refused at the bound, whatever its pieces", arguments: [1, 100, 65_536, .max])
    func endlessStatusLine(piece: Int) {
        let size = piece == 1 ? 100_000 : 10_000_000
        let answer = Array("HTTP/1.1 200 ".utf8) + Array(repeating: UInt8(ascii: "x"), count: size)
        #expect(judge(answer, piece: piece) == .failed("the answer's headers are longer than 65536 bytes"))
    }

    @Test("S32: endless headers are refused at the bound, interim answers included")
    func endlessHeaders() {
        let headers = "HTTP/1.1 200 OK\r\n" + String(repeating: "A: b\r\n", count: 20_000)
        #expect(judge(headers) == .failed("the answer's headers are longer than 65536 bytes"))
        let interim = String(repeating: "HTTP/1.1 100 Continue\r\n\r\n", count: 5_000)
        #expect(judge(interim) == .failed("the answer's headers are longer than 65536 bytes"))
    }

    @Test("F36: an answer cut at any byte fails before the end of its headers and is judged after it")
    func cutAnywhere() {
        let head = Array("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n".utf8)
        let answer = head + Array("hello".utf8)
        for length in 0...answer.count {
            let result = judge(Array(answer.prefix(length)))
            switch length {
            case 0: #expect(result == .failed("closed the connection without an answer"))
            case ..<head.count: #expect(result == .failed("closed the connection within its headers"))
            default: #expect(result == .passed("status 200"))
            }
        }
    }

    @Test("an answer reads the same in pieces of any size", arguments: [1, 2, 3, 7, 1_000])
    func pieces(size: Int) {
        let answer =
            "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 404 No\r\nServer: y\r\n\r\nbody\r\n\r\nHTTP/1.1 200 OK"
        #expect(judge(Array(answer.utf8), piece: size) == .failed("status 404, expected 200-299"))
    }

    @Test(
        "reading ends with the content length, with a status that has no body, or at the bound",
        arguments: [
            ("HTTP/1.1 200 OK\r\ncontent-LENGTH:\t5 \r\n\r\nhell", HTTPResponseReader.Phase.body),
            ("HTTP/1.1 200 OK\r\ncontent-LENGTH:\t5 \r\n\r\nhello", .complete),
            ("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", .complete),
            ("HTTP/1.1 204 None\r\n\r\n", .complete), ("HTTP/1.1 304 Same\r\nContent-Length: 9\r\n\r\n", .complete),
            ("HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\nhello", .body),
            ("HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\nhello", .body),
            ("HTTP/1.1 200 OK\r\n\r\n" + String(repeating: "x", count: HTTPResponseReader.bodyLimit), .complete),
        ])
    func end(answer: String, phase: HTTPResponseReader.Phase) throws {
        var reader = HTTPResponseReader()
        try reader.read(Array(answer.utf8).span)
        #expect(reader.phase == phase)
    }

    @Test("random bytes never trap", arguments: 0..<32 as Range<UInt64>)
    func randomBytes(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let words = ["HTTP/1.1 ", "200", " OK", "\r\n", "\n", "Content-Length:", " 12", "\u{0}", "x", "9999999999"]
        for _ in 0..<300 {
            let answer = (0..<Int.random(in: 0...20, using: &generator)).map { _ in
                words.randomElement(using: &generator) ?? ""
            }.joined()
            let noise = (0..<Int.random(in: 0...9, using: &generator)).map { _ in
                UInt8.random(in: 0...255, using: &generator)
            }
            let bytes = Array(answer.utf8) + noise
            let whole = judge(bytes)
            #expect(judge(bytes, piece: Int.random(in: 1...5, using: &generator)) == whole)
        }
    }

    @Test("a body is kept only where it is asked for, and no more of it than the limit")
    func keptBody() throws {
        let head = Array("HTTP/1.0 200 OK\r\n\r\n".utf8)
        let body = [UInt8](repeating: 0x61, count: HTTPResponseReader.bodyLimit - 1) + [0x62, 0x63, 0x64]
        for size in [1 << 20, 65_536] {
            var (plain, keeping) = (HTTPResponseReader(), HTTPResponseReader(keepsBody: true))
            var rest = (head + body)[...]
            while !rest.isEmpty {
                let piece = Array(rest.prefix(size))
                rest = rest.dropFirst(size)
                try plain.read(piece.span)
                try keeping.read(piece.span)
            }
            #expect(plain.body.isEmpty)
            #expect(keeping.body.count == HTTPResponseReader.bodyLimit)
            #expect(keeping.body.last == 0x62)
            #expect(keeping.phase == .complete)
        }
    }
}
