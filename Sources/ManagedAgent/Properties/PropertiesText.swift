/// A Java properties file as text: it is read as Java reads it, and changed line by line, so that comments, order,
/// unknown keys and line ends stay as they are.
package struct PropertiesText: Hashable, Sendable {
    private var lines: [PropertiesLine] = []

    package init(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let line = PropertiesLine(rest)
            rest = rest.dropFirst(line.bytes.count)
            lines.append(line)
        }
    }

    /// The whole file; what was read, where nothing has been changed.
    package var bytes: [UInt8] { lines.flatMap(\.bytes) }

    /// The value of a key, nil where no line has it. Where several have, the last one counts.
    package subscript(key: String) -> String? { lines.last { $0.key == key }?.value }

    /// The values of all lines that have the key.
    package func values(of key: String) -> [String] {
        lines.filter { $0.key == key }.compactMap(\.value)
    }

    /// Whether a line holds an escape that Java refuses; it then refuses the whole file.
    package var isMalformed: Bool { lines.contains { $0.content == .malformed } }

    /// Gives a key its value: in the last line that has it, else in a line of its own at the end.
    package mutating func set(_ key: String, to value: String) {
        if let place = lines.lastIndex(where: { $0.key == key }) {
            if lines[place].value != value { lines[place].replaceValue(with: value) }
            return
        }
        // The last one's where there is one: a line feed behind its carriage return would be no line end of its own.
        let ending = lines.last { !$0.ending.isEmpty }?.ending ?? [UInt8(ascii: "\n")]
        var bytes = PropertiesEscape.encode(key: key) + [UInt8(ascii: "=")] + PropertiesEscape.encode(value: value)
        bytes += ending
        if let last = lines.last {
            // A line that still goes on would take the next one, too.
            bytes = (last.ending.isEmpty ? ending : []) + (last.isOpen ? ending : []) + bytes
        }
        self = PropertiesText(self.bytes + bytes)
    }

    /// Takes out every line that has the key.
    package mutating func remove(_ key: String) {
        lines.removeAll { $0.key == key }
    }
}
