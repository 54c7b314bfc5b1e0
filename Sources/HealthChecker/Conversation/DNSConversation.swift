/// `DNS_CHECK`: the server answers a query with its id and without an error (RFC 1035 section 4.1).
///
/// As in keepalived any answer without an error counts, whatever it holds.
package struct DNSConversation: CheckConversation {
    private static let headerLength = 12
    private static let standardQuery: UInt16 = 0x0100
    private static let response: UInt8 = 0x80
    private static let errors = [
        1: "a format error", 2: "a server failure", 3: "no such name", 4: "not implemented", 5: "refused",
    ]

    private let question: DNSQuestion
    private let id: UInt16

    /// - Parameter id: not to be guessed, so that nobody else answers.
    package init(_ question: DNSQuestion, id: UInt16) {
        self.question = question
        self.id = id
    }

    package var carrier: ConversationCarrier { .udp }

    package mutating func begin() -> ConversationStep {
        var query: [UInt8] = []
        for word in [id, Self.standardQuery, 1, 0, 0, 0] { query += [UInt8(word >> 8), UInt8(word & 0xFF)] }
        for label in question.labels { query += [UInt8(label.count)] + label }
        query.append(0)
        for word in [question.type.rawValue, 1] { query += [UInt8(word >> 8), UInt8(word & 0xFF)] }
        return .continue(query)
    }

    package mutating func hear(_ bytes: ArraySlice<UInt8>) -> ConversationStep {
        let header = Array(bytes.prefix(Self.headerLength))
        // What is not an answer to this query is somebody else's, or a late one.
        guard header.count == Self.headerLength, UInt16(header[0]) << 8 | UInt16(header[1]) == id,
            header[2] & Self.response != 0
        else { return .listen }
        let code = Int(header[3] & 0x0F)
        guard code == 0 else {
            return .finish(.failed("answered with \(Self.errors[code] ?? "an error") (rcode \(code))"))
        }
        return .finish(.passed("answered"))
    }

    package func ended() -> CheckResult { .failed("no answer") }

    package func timedOut(after timeout: String) -> CheckResult { .failed("no answer within \(timeout)") }
}

/// What a `DNS_CHECK` asks for.
package struct DNSQuestion: Hashable, Sendable {
    /// Of a record, with its number (RFC 1035 section 3.2.2 and those that add to it).
    package enum RecordType: UInt16, Hashable, Sendable, CaseIterable {
        case a = 1
        case ns = 2
        case cname = 5
        case soa = 6
        case mx = 15
        case txt = 16
        case aaaa = 28
        case rrsig = 46
        case dnskey = 48
    }

    package let type: RecordType
    let labels: [[UInt8]]

    /// Of the root.
    package static func root(_ type: RecordType) -> DNSQuestion { DNSQuestion(type, labels: []) }

    private init(_ type: RecordType, labels: [[UInt8]]) {
        self.type = type
        self.labels = labels
    }

    /// - Parameter name: a domain's name, `.` for the root; nil where a label is empty or longer than 63 bytes, or all of
    ///   them than 253.
    package init?(_ type: RecordType, name: String) {
        let bare = name.hasSuffix(".") ? name.dropLast() : name[...]
        let labels = bare.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).map { Array($0) }
        let isRoot = bare.isEmpty && !name.isEmpty
        guard isRoot || bare.utf8.count <= 253 && labels.allSatisfy({ (1...63).contains($0.count) }) else { return nil }
        self.init(type, labels: isRoot ? [] : labels)
    }
}
