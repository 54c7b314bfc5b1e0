import Deadlines

/// The identity of an agent: a number, as in a cloud platform's host table, or any other text.
///
/// Numbers come in the order of their values, before texts, which come in the order of their UTF-8 bytes. A number has
/// no largest value, and leading zeros do not make a different one.
package struct AgentID: Sendable {
    /// The most bytes an id may have.
    package static let longest = 255

    // A million of them are kept in order: the usual number is compared as one, and takes no memory of its own.
    private enum Form: Sendable {
        case number(UInt64)
        /// Digits without leading zeros, for a number beyond 64 bits.
        case longNumber(String)
        case text(String)
    }

    private let form: Form

    /// Its value where it is a number of 64 bits.
    var number: UInt64? {
        if case .number(let value) = form { value } else { nil }
    }

    /// Nil for an empty text, one of more than 255 bytes, or one with control characters.
    package init?(_ text: some StringProtocol) {
        let bytes = text.utf8
        guard (1...Self.longest).contains(bytes.count), bytes.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
            return nil
        }
        guard bytes.allSatisfy({ (0x30...0x39).contains($0) }) else {
            form = .text(String(text))
            return
        }
        form = UInt64(text).map(Form.number) ?? .longNumber(String(text.drop { $0 == "0" }))
    }
}

extension AgentID: Comparable {
    package static func < (left: AgentID, right: AgentID) -> Bool {
        switch (left.form, right.form) {
        case (.number(let left), .number(let right)): left < right
        case (.number, _): true
        case (_, .number): false
        case (.longNumber(let left), .longNumber(let right)) where left.utf8.count != right.utf8.count:
            left.utf8.count < right.utf8.count
        case (.longNumber(let left), .longNumber(let right)), (.text(let left), .text(let right)):
            left.utf8.lexicographicallyPrecedes(right.utf8)
        case (.longNumber, .text): true
        case (.text, .longNumber): false
        }
    }
}

extension AgentID: Hashable {
    // By bytes: strings would take texts for equal that sort apart.
    package static func == (left: AgentID, right: AgentID) -> Bool {
        switch (left.form, right.form) {
        case (.number(let left), .number(let right)): left == right
        case (.longNumber(let left), .longNumber(let right)), (.text(let left), .text(let right)):
            left.utf8.elementsEqual(right.utf8)
        default: false
        }
    }

    package func hash(into hasher: inout Hasher) {
        switch form {
        case .number(let value): hasher.combine(value)
        case .longNumber(let text), .text(let text): for byte in text.utf8 { hasher.combine(byte) }
        }
    }
}

extension AgentID: CustomStringConvertible {
    package var description: String {
        switch form {
        case .number(let value): String(value)
        case .longNumber(let text), .text(let text): text
        }
    }
}

extension StableHash {
    /// Adds an id as its text, without making one for a number.
    mutating func combine(_ agent: AgentID) {
        guard let number = agent.number else { return combine(agent.description) }
        var divisor: UInt64 = 1
        while number / divisor >= 10 { divisor *= 10 }
        while divisor > 0 {
            combine(byte: 0x30 + UInt8(truncatingIfNeeded: number / divisor % 10))
            divisor /= 10
        }
        combineSeparator()
    }
}
