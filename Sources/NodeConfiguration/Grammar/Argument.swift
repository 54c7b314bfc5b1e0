import Addresses
import Deadlines

/// A typed argument: what it looks like and how its word is read.
struct Argument<Value: Sendable>: Sendable {
    let kind: ArgumentKind
    /// Nil where the word is no such argument.
    let read: @Sendable (_ text: String) -> Value?

    init(_ kind: ArgumentKind, read: @escaping @Sendable (String) -> Value?) {
        self.kind = kind
        self.read = read
    }
}

extension Argument where Value: FixedWidthInteger {
    /// A decimal number in a range.
    static func integer(_ range: ClosedRange<Value>) -> Argument {
        let bounds = Int(clamping: range.lowerBound)...Int(clamping: range.upperBound)
        return Argument(.integer(bounds)) { text in
            guard let value = Decimal.integer(text).flatMap(Value.init(exactly:)), range.contains(value)
            else { return nil }
            return value
        }
    }
}

extension Argument<Nanoseconds> {
    /// keepalived's TIMER: seconds with up to 6 decimals.
    static func seconds(_ range: ClosedRange<Nanoseconds>) -> Argument {
        Argument(.seconds(range)) { text in
            guard let value = Decimal.seconds(text), range.contains(value) else { return nil }
            return value
        }
    }

    /// From `least` to the longest time of the language, 2³¹ − 1 seconds.
    static func seconds(from least: Nanoseconds) -> Argument { seconds(least...Nanoseconds.seconds(2_147_483_647)) }
}

extension Argument<Bool> {
    /// keepalived's BOOL, lower case only.
    static let boolean = Argument(.boolean) { text in
        switch text {
        case "on", "true", "yes": true
        case "off", "false", "no": false
        default: nil
        }
    }
}

extension Argument<IPAddress> {
    static let address = Argument(.address) { IPAddress($0) }
}

extension Argument<Prefix> {
    static let prefix = Argument(.prefix) { Prefix($0) }
}

extension Argument<InterfaceName> {
    static let interfaceName = Argument(.interfaceName) { InterfaceName($0) }
}

extension Argument<String> {
    /// Any word but the empty one.
    static func word(_ meaning: String) -> Argument {
        Argument(.word(meaning)) { $0.isEmpty ? nil : $0 }
    }

    /// One of some words.
    static func choice(_ words: [String]) -> Argument {
        Argument(.choice(words)) { words.contains($0) ? $0 : nil }
    }

    /// An absolute path; one that ends in `/` is a directory, and the file in it has its standard name.
    static func filePath(standardName: String) -> Argument {
        Argument(.absolutePath) { text in
            guard text.utf8.first == UInt8(ascii: "/") else { return nil }
            return text.utf8.last == UInt8(ascii: "/") ? text + standardName : text
        }
    }

    /// An address, or a host name by RFC 1123, section 2.1.
    static let hostName = Argument(.hostName) { text in
        if IPAddress(text) != nil { return text }
        let labels = text.split(separator: ".", omittingEmptySubsequences: false)
        guard text.utf8.count <= 253, labels.allSatisfy(isHostLabel), labels.last?.utf8.allSatisfy(isDigit) == false
        else { return nil }
        return text
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    private static func isHostLabel(_ label: Substring) -> Bool {
        let hyphen = UInt8(ascii: "-")
        return (1...63).contains(label.utf8.count) && label.utf8.first != hyphen && label.utf8.last != hyphen
            && label.utf8.allSatisfy { byte in
                isDigit(byte) || byte == hyphen || (0x61...0x7A).contains(byte | 0x20)
            }
    }
}

extension Argument where Value: RawRepresentable<String> & CaseIterable {
    /// One of an enumeration's words; `ignoringCase` as keepalived does for protocols.
    static func oneOf(_ type: Value.Type = Value.self, ignoringCase: Bool = false) -> Argument {
        let words = Value.allCases.map { ignoringCase ? $0.rawValue.uppercased() : $0.rawValue }
        return Argument(.choice(words)) { text in
            Value.allCases.first { $0.rawValue == (ignoringCase ? text.lowercased() : text) }
        }
    }
}
