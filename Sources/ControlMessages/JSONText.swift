/// One object of JSON, written field by field, with the same bytes as the general encoder's. Its keys come sorted.
struct JSONText {
    private var bytes: [UInt8] = []

    init() {
        bytes.reserveCapacity(1_024)
        bytes.append(UInt8(ascii: "{"))
    }

    /// The object with its end.
    var object: [UInt8] { bytes + [UInt8(ascii: "}")] }

    /// `null` where there is no text.
    mutating func field(_ key: StaticString, _ value: String?) {
        begin(key)
        if let value { append(value) } else { bytes += "null".utf8 }
    }

    mutating func field(_ key: StaticString, _ values: [String]) {
        begin(key)
        bytes.append(UInt8(ascii: "["))
        for (place, value) in values.enumerated() {
            if place > 0 { bytes.append(UInt8(ascii: ",")) }
            append(value)
        }
        bytes.append(UInt8(ascii: "]"))
    }

    /// `null` where there is none.
    mutating func field(_ key: StaticString, _ value: Bool?) {
        begin(key)
        bytes += value.map { $0 ? "true".utf8 : "false".utf8 } ?? "null".utf8
    }

    /// A number that is finite.
    mutating func field(_ key: StaticString, _ value: Double) {
        begin(key)
        let text = value.description
        bytes += text.hasSuffix(".0") ? text.utf8.dropLast(2) : text.utf8[...]
    }

    mutating func field(_ key: StaticString, _ value: Int?) {
        begin(key)
        bytes += (value?.description ?? "null").utf8
    }

    mutating func field(_ key: StaticString, _ value: JSONText) {
        begin(key)
        bytes += value.object
    }

    mutating func field(_ key: StaticString, _ statements: [StatementEntry]) {
        begin(key)
        append(statements)
    }

    private mutating func append(_ statements: [StatementEntry]) {
        bytes.append(UInt8(ascii: "["))
        for (place, statement) in statements.enumerated() {
            bytes += (place > 0 ? ",{" : "{").utf8
            if let inner = statement.statements {
                bytes += #""statements":"#.utf8
                append(inner)
                bytes.append(UInt8(ascii: ","))
            }
            bytes += #""words":["#.utf8
            for (place, word) in statement.words.enumerated() {
                if place > 0 { bytes.append(UInt8(ascii: ",")) }
                if let word { append(word) } else { bytes += "null".utf8 }
            }
            bytes += "]}".utf8
        }
        bytes.append(UInt8(ascii: "]"))
    }

    private mutating func begin(_ key: StaticString) {
        if bytes.count > 1 { bytes.append(UInt8(ascii: ",")) }
        append(key.description)
        bytes.append(UInt8(ascii: ":"))
    }

    private mutating func append(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""): bytes += #"\""#.utf8
            case UInt8(ascii: "\\"): bytes += #"\\"#.utf8
            case 0x08: bytes += #"\b"#.utf8
            case 0x09: bytes += #"\t"#.utf8
            case 0x0A: bytes += #"\n"#.utf8
            case 0x0C: bytes += #"\f"#.utf8
            case 0x0D: bytes += #"\r"#.utf8
            case 0..<0x20:
                let digits = String(byte, radix: 16)
                bytes += (byte < 0x10 ? #"\u000"# : #"\u00"#).utf8
                bytes += digits.utf8
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }
}
