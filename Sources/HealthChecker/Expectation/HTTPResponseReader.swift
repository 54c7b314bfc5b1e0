/// Reads an HTTP answer as it comes, in pieces of any size, and keeps of it what a check judges.
///
/// Deliberately as forgiving as keepalived: the status line must begin with `HTTP/` and hold a code of three digits, the
/// headers must end with an empty line, and nothing else in them matters. Servers that a strict parser would refuse have
/// passed these checks for years. Memory is bounded by `lineLimit`, whatever is sent.
package struct HTTPResponseReader: Sendable {
    /// Headers may be this long together, the status line included.
    package static let headLimit = 65_536
    /// This much of a body is read; what follows does not matter.
    package static let bodyLimit = 1_048_576
    /// This much of a line is looked at.
    private static let lineLimit = 128

    /// How far the answer has come.
    package enum Phase: Hashable, Sendable {
        case statusLine
        case headers
        case body
        /// Nothing that may follow changes the judgement.
        case complete
    }

    package private(set) var phase = Phase.statusLine
    /// The status code, nil before the end of the status line.
    package private(set) var status: Int?
    /// Whether any byte has come.
    package private(set) var hasBegun = false

    private var headLength = 0
    private var line: [UInt8] = []
    private var contentLength: Int?
    private var bodyLength = 0

    package init() {}

    /// Takes the next bytes.
    ///
    /// - Throws: when the answer can no longer become a valid one; the reader is of no use afterwards.
    package mutating func read(_ bytes: Span<UInt8>) throws(HTTPResponseFault) {
        if !bytes.isEmpty { hasBegun = true }
        var index = 0
        while index < bytes.count, phase == .statusLine || phase == .headers {
            let byte = bytes[index]
            index += 1
            headLength += 1
            guard headLength <= Self.headLimit else { throw .headTooLong }
            if byte == UInt8(ascii: "\n") {
                try endLine()
            } else if line.count < Self.lineLimit {
                line.append(byte)
            }
        }
        if phase == .body { readBody(bytes.count - index) }
    }

    /// Judges the answer when no more of it comes: the peer closed the connection, or all was read.
    package func judge(expecting statusCodes: HTTPStatusSet) -> CheckResult {
        guard phase == .body || phase == .complete, let status else {
            return .failed(
                hasBegun ? "closed the connection within its headers" : "closed the connection without an answer")
        }
        guard statusCodes.contains(status) else {
            return .failed("status \(status), expected \(statusCodes)")
        }
        return .passed("status \(status)")
    }

    private mutating func endLine() throws(HTTPResponseFault) {
        if line.last == UInt8(ascii: "\r") { line.removeLast() }
        defer { line.removeAll(keepingCapacity: true) }
        if phase == .statusLine {
            status = try Self.statusCode(of: line)
            phase = .headers
        } else if line.isEmpty {
            endHead()
        } else if let length = Self.contentLength(of: line) {
            contentLength = length
        }
    }

    private mutating func endHead() {
        switch status {
        case .some(100..<200) where status != 101:
            // An interim answer; the real one follows, within the same bound.
            phase = .statusLine
            contentLength = nil
        case 101, 204, 304:
            phase = .complete
        default:
            phase = .body
            readBody(0)
        }
    }

    private mutating func readBody(_ count: Int) {
        bodyLength = min(bodyLength &+ count, Self.bodyLimit)
        if bodyLength >= min(contentLength ?? .max, Self.bodyLimit) { phase = .complete }
    }

    /// `HTTP/1.1 200 OK`: the three digits after the first run of blanks.
    private static func statusCode(of line: [UInt8]) throws(HTTPResponseFault) -> Int {
        guard line.starts(with: "HTTP/".utf8) else { throw .notHTTP }
        let blank = UInt8(ascii: " ")
        let rest = line.drop { $0 != blank }.drop { $0 == blank }
        let digits = rest.prefix { isDigit($0) }
        guard digits.count == 3, rest.count == 3 || rest.dropFirst(3).first == blank else { throw .noStatus }
        return digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
    }

    /// The number of a Content-Length header, nil for other headers and for numbers that make no sense.
    private static func contentLength(of line: [UInt8]) -> Int? {
        let name = "content-length:".utf8
        guard line.count > name.count, zip(line, name).allSatisfy({ lowercase($0) == $1 }) else { return nil }
        let digits = line.dropFirst(name.count).filter { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") }
        guard !digits.isEmpty, digits.allSatisfy(isDigit) else { return nil }
        return Int(String(decoding: digits, as: UTF8.self))
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    private static func lowercase(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
    }
}
