/// What `$NAME=TEXT` lines have defined so far.
struct Definitions {
    struct Definition {
        /// One for each line that the name stands for.
        let lines: [TracedText]
        let isMultiLine: Bool
        let origin: TracedText.Origin
        /// What brings a value of one line to where it is used; nil until it is.
        var expansion: Int?
    }

    private var byName: [String: Definition] = [:]

    subscript(name: String) -> Definition? {
        get { byName[name] }
        set { byName[name] = newValue }
    }

    var names: [String] { byName.keys.sorted() }
}

/// The head of a line that defines something: `$NAME=`.
struct DefinitionHead {
    let name: String
    /// How many bytes it takes.
    let length: Int

    /// Nil where the line begins otherwise.
    init?(_ line: ArraySlice<UInt8>) {
        guard line.first == UInt8(ascii: "$") else { return nil }
        let name = line.dropFirst().prefix(while: \.isNameByte)
        guard let first = name.first, !(0x30...0x39).contains(first), name.endIndex < line.endIndex,
            line[name.endIndex] == UInt8(ascii: "=")
        else { return nil }
        self.name = String(decoding: name, as: UTF8.self)
        length = name.endIndex + 1 - line.startIndex
    }
}
