import Crypto

/// Reads an HTTP answer as it comes, in pieces of any size, and keeps of it what a check judges.
///
/// Deliberately as forgiving as keepalived: the status line must begin with `HTTP/` and hold a code of three digits, the
/// headers must end with an empty line, and nothing else in them matters. Servers that a strict parser would refuse have
/// passed these checks for years. Memory is bounded by `lineLimit`, whatever is sent, and where the body is kept by
/// `bodyLimit`.
package struct HTTPResponseReader: Sendable {
    /// Headers may be this long together, the status line included.
    package static let headLimit = 65_536
    /// This much of a body is read, and kept for a pattern; what follows does not matter.
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
    /// Of the body so far, where it counts.
    private var digest: Insecure.MD5?
    private let keepsBody: Bool
    /// The body so far, where it is kept, up to `bodyLimit`.
    package private(set) var body: [UInt8] = []

    /// - Parameters:
    ///   - hashesBody: whether the whole body is read, for its digest.
    ///   - keepsBody: whether its beginning is kept, for a pattern.
    package init(hashesBody: Bool = false, keepsBody: Bool = false) {
        self.keepsBody = keepsBody
        digest = hashesBody ? Insecure.MD5() : nil
    }

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
        if phase == .body { readBody(bytes.extracting(index..<bytes.count)) }
    }

    /// Judges the answer when no more of it comes: the peer closed the connection, or all was read.
    ///
    /// - Parameter digest: what the body's MD5 has to be; nil where any will do.
    package func judge(expecting statusCodes: HTTPStatusSet, digest expected: [UInt8]? = nil) -> CheckResult {
        guard phase == .body || phase == .complete, let status else {
            return .failed(
                hasBegun ? "closed the connection within its headers" : "closed the connection without an answer")
        }
        guard statusCodes.contains(status) else {
            return .failed("status \(status), expected \(statusCodes)")
        }
        if let expected, let digest, !digest.finalize().elementsEqual(expected) {
            return .failed("status \(status), but the body's digest is \(Self.text(of: digest))")
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
            if contentLength == 0 { phase = .complete }
        }
    }

    private mutating func readBody(_ bytes: Span<UInt8>) {
        let rest = (contentLength ?? .max) - bodyLength
        let count = min(bytes.count, rest)
        bodyLength += count
        if keepsBody {
            let room = min(count, Self.bodyLimit - body.count)
            body.reserveCapacity(body.count + room)
            for index in 0..<room { body.append(bytes[index]) }
        }
        if digest != nil {
            // The check's time alone bounds a body that is hashed; nothing of it is kept.
            digest?.update(data: (0..<count).map { bytes[$0] })
            if count == rest { phase = .complete }
        } else if bodyLength >= min(contentLength ?? .max, Self.bodyLimit) {
            phase = .complete
        }
    }

    private static func text(of digest: Insecure.MD5) -> String {
        digest.finalize().map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
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
