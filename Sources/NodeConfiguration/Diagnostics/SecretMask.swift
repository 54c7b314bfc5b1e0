/// Keeps passwords and keys out of the lines that messages show.
enum SecretMask {
    /// The line with everything behind `auth_pass` or `key ID` replaced, where it has one of them.
    static func masked(_ line: String) -> String {
        guard let secret = startOfSecret(in: line) else { return line }
        return String(line[..<secret]) + String(line[secret...].map { $0.isWhitespace ? $0 : "*" })
    }

    private static func startOfSecret(in line: String) -> String.Index? {
        var words = line.split { $0.isWhitespace || $0 == "{" || $0 == "}" }[...]
        while let word = words.popFirst() {
            if word == "auth_pass" { return word.endIndex }
            if word == "key", let id = words.first, UInt64(id) != nil { return id.endIndex }
        }
        return nil
    }
}
