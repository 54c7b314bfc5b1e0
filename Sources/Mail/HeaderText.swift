/// Text as it stands in a header: ASCII without control characters, else an encoded word (RFC 2047).
enum HeaderText {
    /// Bytes in one encoded word, which may have 75 in its encoded form (RFC 2047, section 2).
    private static let wordSize = 45

    static func text(_ text: String) -> String {
        let visible = String(String.UnicodeScalarView(text.unicodeScalars.map { isControl($0) ? " " : $0 }))
        guard !visible.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) else { return visible }
        return pieces(of: visible).map { "=?UTF-8?B?\(Base64.text($0))?=" }.joined(separator: "\r\n ")
    }

    /// RFC 5322, section 3.4: a name with special characters stands in quotes.
    static func address(_ address: MailAddress) -> String {
        guard let name = address.name, !name.isEmpty else { return address.mailbox }
        return "\(phrase(name)) <\(address.mailbox)>"
    }

    private static func phrase(_ name: String) -> String {
        let isASCII = name.utf8.allSatisfy { (0x20...0x7E).contains($0) }
        let isQuoted = name.utf8.count > 1 && name.first == "\"" && name.last == "\""
        let bare = isQuoted ? String(name.dropFirst().dropLast()) : name
        guard isASCII else { return text(bare) }
        guard bare.utf8.contains(where: { "()<>[]:;@\\,.\"".utf8.contains($0) }) else { return name }
        let escaped = bare.map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : "\($0)" }.joined()
        return "\"\(escaped)\""
    }

    /// The first bytes of a text, without a part of a character.
    static func cut(_ text: String, to bytes: Int) -> String {
        guard text.utf8.count > bytes else { return text }
        var kept = String.UnicodeScalarView()
        var count = 0
        for scalar in text.unicodeScalars {
            count += UTF8.width(scalar)
            guard count <= bytes else { break }
            kept.append(scalar)
        }
        return String(kept)
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) || scalar.value == 0x2028 || scalar.value == 0x2029
    }

    private static func pieces(of text: String) -> [[UInt8]] {
        var pieces: [[UInt8]] = [[]]
        for scalar in text.unicodeScalars {
            let bytes = Array(String(scalar).utf8)
            if pieces[pieces.count - 1].count + bytes.count > wordSize { pieces.append([]) }
            pieces[pieces.count - 1] += bytes
        }
        return pieces
    }
}
