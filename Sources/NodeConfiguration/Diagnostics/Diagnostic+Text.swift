extension Diagnostic: CustomStringConvertible {
    /// One line: `FILE:LINE:COLUMN: error: MESSAGE`.
    package var description: String {
        "\(position): \(severity.rawValue): \(message)".withoutControlCharacters
    }

    /// The whole text for a terminal: the description, the line of the file, a caret under the place, and the
    /// suggestion and the note where there are any. Ends without a line feed.
    package func render() -> String {
        var lines = [description]
        let line = lineText.withoutControlCharacters
        let before = line.unicodeScalars.prefix(max(position.column - 1, 0))
        // A cut line may end before the place.
        let showsPlace = !line.isEmpty && before.count == position.column - 1
        // Tabs are repeated, so that the caret stands under its place whatever their width.
        let margin = showsPlace ? String(String.UnicodeScalarView(before.map { $0 == "\t" ? "\t" : " " })) : ""
        if !line.isEmpty { lines.append(line) }
        if showsPlace { lines.append(margin + "^") }
        if let suggestion { lines.append(margin + "did you mean '\(suggestion)'?") }
        if let note { lines.append("note: \(note)".withoutControlCharacters) }
        return lines.joined(separator: "\n")
    }
}

extension String {
    /// What a file holds must not steer the terminal that shows it.
    fileprivate var withoutControlCharacters: String {
        func isControl(_ scalar: Unicode.Scalar) -> Bool {
            (scalar.value < 0x20 && scalar != "\t") || (0x7F...0x9F).contains(scalar.value)
        }
        guard unicodeScalars.contains(where: isControl) else { return self }
        return String(String.UnicodeScalarView(unicodeScalars.map { isControl($0) ? "\u{FFFD}" : $0 }))
    }
}
