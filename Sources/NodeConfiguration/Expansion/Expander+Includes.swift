extension Expander {
    /// Reads the files of an `include` line; false where it is none.
    mutating func readInclude(_ line: TracedText.Slice) -> Bool {
        let word = line.bytes.prefix { !$0.isBlank }
        guard word.starts(with: Array("include".utf8)),
            let own = IncludeChecks.keywords[String(decoding: word, as: UTF8.self)]
        else { return false }
        let path = Self.beforeComment(line.dropFirst(word.count)).trimmed
        let text = expanded(path)
        let keyword = String(decoding: word, as: UTF8.self)
        guard !text.isEmpty, !text.contains("\0") else {
            error("'\(keyword)' needs a path", at: line.origin)
            return true
        }
        guard openFiles.count < Self.depthLimit, let alternatives = BraceAlternatives.expand(text) else {
            error("'\(text)' is included too deep, or has too many alternatives", at: path.origin)
            return true
        }
        let found = alternatives.map { read(alternative: $0, own.union(checks), at: path.origin) }
        report(found, alternatives, of: text, own.union(checks), keyword, at: path.origin)
        return true
    }

    /// Acts on the lines of `global_defs` that say how the rest is put together.
    mutating func notePreference(_ line: TracedText.Slice) {
        let words = Self.words(of: line)
        switch words.first {
        case "include_check": checks = checks.changed(by: Array(words.dropFirst()))
        case "random_seed": words.dropFirst().first.flatMap { UInt64($0) }.map { random = DrawnNumbers(seed: $0) }
        default: break
        }
    }

    func directory(of file: Int) -> String {
        let name = files[file].name
        guard let slash = name.lastIndex(of: "/") else { return "." }
        return slash == name.startIndex ? "/" : String(name[..<slash])
    }

    /// Reads what one path stands for and says how many files that were, readable or not.
    private mutating func read(
        alternative: String, _ checks: IncludeChecks, at origin: TracedText.Origin
    ) -> Int {
        let isAbsolute = alternative.hasPrefix("/")
        let folder = directory(of: openFiles.last ?? 0)
        let path = isAbsolute || folder == "." ? alternative : folder + (folder == "/" ? "" : "/") + alternative
        let isPlain = !Self.hasWildcard(alternative)
        let found = included.files(matching: path)
        for file in found {
            switch file {
            case .text(let source):
                read(source, at: origin)
            case .passedOver(let path, let reason):
                // Among many it may be meant; a file that is named is not left out in silence.
                let message = "'\(path)' is not read: \(reason)"
                if isPlain { error(message, at: origin) } else { warning(message, at: origin) }
            case .unreadable(let path, let reason):
                let message = "'\(path)' cannot be read: \(reason)"
                if checks.contains(.read) { error(message, at: origin) } else { warning(message, at: origin) }
            }
        }
        return found.count
    }

    private mutating func read(_ source: SourceText, at origin: TracedText.Origin) {
        guard !openFiles.contains(where: { files[$0].name == source.name }) else {
            let chain = openFiles.map { files[$0].name } + [source.name]
            error("a file includes itself: \(chain.joined(separator: " > "))", at: origin)
            return
        }
        guard files.count < Self.includeLimit else {
            error("more than \(Self.includeLimit) files are included", at: origin)
            return
        }
        files.append(source)
        readFile(files.count - 1)
    }

    private mutating func report(
        _ found: [Int], _ alternatives: [String], of path: String, _ checks: IncludeChecks, _ keyword: String,
        at origin: TracedText.Origin
    ) {
        if alternatives.count > 1, checks.contains(.braceMatch) {
            for (count, alternative) in zip(found, alternatives) where count == 0 {
                error("'\(keyword)': nothing matches '\(alternative)'", at: origin)
            }
            return
        }
        guard found.allSatisfy({ $0 == 0 }) else { return }
        let isWild = Self.hasWildcard(path) || alternatives.count > 1
        let isStrict = checks.contains(isWild ? .wildcardMatch : .match)
        let message = isWild ? "nothing matches '\(path)'" : "there is no file '\(path)'"
        if isStrict {
            error("'\(keyword)': \(message)", at: origin)
        } else if !isWild {
            warning("'\(keyword)': \(message)", at: origin)
        }
    }

    private static func hasWildcard(_ path: String) -> Bool {
        path.utf8.contains { $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "[") }
    }

    private static func words(of line: TracedText.Slice) -> [String] {
        beforeComment(line).bytes.split(whereSeparator: \.isBlank).map { String(decoding: $0, as: UTF8.self) }
    }

    /// A line up to its comment; quotes do not protect what these lines have.
    private static func beforeComment(_ line: TracedText.Slice) -> TracedText.Slice {
        line.prefix(line.bytes.prefix { $0 != UInt8(ascii: "#") && $0 != UInt8(ascii: "!") }.count)
    }
}
