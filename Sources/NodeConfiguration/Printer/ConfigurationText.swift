/// Statements as people write them in keepalived.conf.
package enum ConfigurationText {
    private static let indentation = "    "

    /// The file's text; blocks at the top level stand apart.
    package static func text(of statements: [ConfigurationStatement]) -> String {
        var text = ""
        for (place, statement) in statements.enumerated() {
            if place > 0 { text += "\n" }
            append(statement, depth: 0, to: &text)
        }
        return text
    }

    private static func append(_ statement: ConfigurationStatement, depth: Int, to text: inout String) {
        for _ in 0..<depth { text += indentation }
        for (place, word) in statement.words.enumerated() {
            if place > 0 { text += " " }
            // Such a line is an error where it is read, not another secret.
            text += word.map { written($0, isFirst: place == 0) } ?? "# not shown"
        }
        guard let block = statement.block else {
            text += "\n"
            return
        }
        text += " {\n"
        for inner in block { append(inner, depth: depth + 1, to: &text) }
        for _ in 0..<depth { text += indentation }
        text += "}\n"
    }

    /// A word in quotes where it would not be one word, or another, without.
    static func written(_ word: String, isFirst: Bool) -> String {
        let isPlain = word.utf8.allSatisfy { byte in
            switch byte {
            case 0x00...0x20, 0x7F, UInt8(ascii: "#"), UInt8(ascii: "!"), UInt8(ascii: "{"), UInt8(ascii: "}"),
                UInt8(ascii: "'"), UInt8(ascii: "\\"), UInt8(ascii: "$"):
                false
            default: true
            }
        }
        let isSpecial = word.hasPrefix("@") || word.hasPrefix("~") || word.hasPrefix("include")
        return isPlain && !word.isEmpty && !(isFirst && isSpecial) ? word : "\"\(word)\""
    }
}
