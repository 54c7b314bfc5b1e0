/// The identity of an agent: a number, as in a cloud platform's host table, or any other text.
///
/// Numbers come in the order of their values, before texts, which come in the order of their UTF-8 bytes. A number has
/// no largest value, and leading zeros do not make a different one.
package struct AgentID: Hashable, Sendable {
    /// The most bytes an id may have.
    package static let longest = 255

    private let isNumber: Bool
    // Bytes and not a String, whose equality would take texts for equal that sort apart.
    private let bytes: [UInt8]

    /// Nil for an empty text, one of more than 255 bytes, or one with control characters.
    package init?(_ text: some StringProtocol) {
        let all = Array(text.utf8)
        guard (1...Self.longest).contains(all.count), all.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else { return nil }
        isNumber = all.allSatisfy { (0x30...0x39).contains($0) }
        let significant = isNumber ? Array(all.drop { $0 == 0x30 }) : all
        bytes = significant.isEmpty ? [0x30] : significant
    }
}

extension AgentID: Comparable {
    package static func < (left: AgentID, right: AgentID) -> Bool {
        guard left.isNumber == right.isNumber else { return left.isNumber }
        if left.isNumber, left.bytes.count != right.bytes.count { return left.bytes.count < right.bytes.count }
        return left.bytes.lexicographicallyPrecedes(right.bytes)
    }
}

extension AgentID: CustomStringConvertible {
    package var description: String { String(decoding: bytes, as: UTF8.self) }
}
