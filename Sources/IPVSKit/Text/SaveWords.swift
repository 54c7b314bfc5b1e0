/// The options of one line and what follows them.
struct SaveWords {
    /// `-A` or `-a`.
    let command: SaveOption
    /// The value of each option; empty for those without.
    private let values: [SaveOption: String?]

    /// Nil for a line that says nothing.
    init?(_ line: Substring) throws(SaveFormatError.Problem) {
        var words = line.prefix { $0 != "#" }.split { " \t\r".contains($0) }[...]
        if words.first == "ipvsadm" { words = words.dropFirst() }
        guard !words.isEmpty else { return nil }
        var values: [SaveOption: String?] = [:]
        while let word = words.popFirst() {
            let (option, value) = try Self.option(word, &words)
            guard values.updateValue(value, forKey: option) == nil else { throw .conflict(option.rawValue) }
        }
        switch (values[.addService] != nil, values[.addServer] != nil) {
        case (true, false): command = .addService
        case (false, true): command = .addServer
        default: throw .command
        }
        self.values = values
        let stray = values.keys.filter { $0.command.map { $0 != command } ?? false }.map(\.rawValue).min()
        if let stray {
            throw .misplaced(
                stray, because: "the line adds a \(command == .addService ? "virtual service" : "real server")")
        }
    }

    /// What follows an option; nil where it is not there, or nothing follows it.
    subscript(option: SaveOption) -> String? { values[option] ?? nil }

    func has(_ option: SaveOption) -> Bool { values[option] != nil }

    /// The one of several options that is there; nil for none, and two are a contradiction.
    func only(of options: [SaveOption]) throws(SaveFormatError.Problem) -> SaveOption? {
        let present = options.filter(has)
        guard present.count < 2 else { throw .conflict(present[1].rawValue) }
        return present.first
    }

    private static func option(
        _ word: Substring, _ rest: inout ArraySlice<Substring>
    ) throws(SaveFormatError.Problem) -> (SaveOption, String?) {
        var name = word
        var value: Substring?
        if word.hasPrefix("--"), let sign = word.firstIndex(of: "=") {
            name = word[..<sign]
            value = word[word.index(after: sign)...]
        }
        guard let option = SaveOption(word: name) else { throw .unexpected(String(word)) }
        switch option.value {
        case .none:
            guard value == nil else { throw .unexpected(String(word)) }
        case .optional:
            if value == nil, rest.first?.hasPrefix("-") == false { value = rest.popFirst() }
        case .required:
            value = value ?? rest.popFirst()
            guard value?.isEmpty == false else { throw .missingValue(option.rawValue) }
        }
        return (option, value.map(String.init))
    }
}
