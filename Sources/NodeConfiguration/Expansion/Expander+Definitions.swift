extension Expander {
    /// Takes in a definition, with the lines that follow where each before them ends in a backslash.
    mutating func define(
        _ head: DefinitionHead, by line: TracedText.Slice, following lines: inout LineScan, _ file: Int
    ) {
        let rest = line.dropFirst(head.length)
        guard let first = Self.withoutBackslash(rest.trimmed) else {
            define(head, by: line)
            return
        }
        let body = ([first] + bodyLines(after: rest, &lines, file)).map(\.trimmed).filter { !$0.isEmpty }
        definitions[head.name] = Definitions.Definition(
            lines: body.map(\.copy), isMultiLine: true, origin: line.origin)
    }

    /// Takes in a definition of one line.
    mutating func define(_ head: DefinitionHead, by line: TracedText.Slice) {
        let value = Self.withoutComment(line.dropFirst(head.length)).trimmed
        definitions[head.name] = Definitions.Definition(lines: [value.copy], isMultiLine: false, origin: line.origin)
    }

    /// The lines after one that ends in a backslash, the first that does not being the last; empty ones do not count.
    func bodyLines(after line: TracedText.Slice, _ lines: inout LineScan, _ file: Int) -> [TracedText.Slice] {
        var body: [TracedText.Slice] = []
        var goesOn = Self.withoutBackslash(line.trimmed) != nil
        while goesOn, let next = lines.next() {
            let text = slice(next.range, of: file).trimmed
            guard !text.isEmpty else { continue }
            let shortened = Self.withoutBackslash(text)
            goesOn = shortened != nil
            body.append(shortened ?? text)
        }
        return body
    }

    /// A line without the backslash that it ends in; nil where it does not.
    private static func withoutBackslash(_ line: TracedText.Slice) -> TracedText.Slice? {
        line.bytes.last == UInt8(ascii: "\\") ? line.dropLast(1) : nil
    }

    private static func withoutComment(_ line: TracedText.Slice) -> TracedText.Slice {
        var isQuoted = false
        for (place, byte) in line.bytes.enumerated() {
            switch byte {
            case UInt8(ascii: "\""): isQuoted.toggle()
            case UInt8(ascii: "#") where !isQuoted, UInt8(ascii: "!") where !isQuoted: return line.prefix(place)
            default: break
            }
        }
        return line
    }
}

extension Expander {
    /// Puts a line into the text, with what its definitions mean.
    mutating func emit(_ line: TracedText.Slice, depth: Int) {
        if let (name, definition, use) = multiLineUse(in: line) {
            emit(definition, named: name, in: line, use, depth: depth)
            return
        }
        let expanded = expand(line, depth: depth)
        // What a definition brought may be the path of a file.
        if !expanded.bytes.elementsEqual(line.bytes), readInclude(expanded.all.trimmed) { return }
        text.append(expanded.all)
        endLine()
    }

    /// The lines of a definition, the first of them behind what stands before its use.
    private mutating func emit(
        _ definition: Definitions.Definition, named name: String, in line: TracedText.Slice, _ use: Reference,
        depth: Int
    ) {
        let place = line.text.origin(at: use.range.lowerBound)
        guard count(Self.expansionCost, at: place) else { return }
        expansions.append(.body(name, at: place))
        let expansion = expansions.count - 1
        var first = TracedText()
        first.append(TracedText.Slice(text: line.text, range: line.range.lowerBound..<use.range.lowerBound))
        for (index, body) in definition.lines.enumerated() {
            var next = index == 0 ? first : TracedText()
            next.append(body.brought(by: expansion).all)
            guard count(next.count, at: place) else { return }
            readGenerated(next, depth: depth + 1)
        }
        if definition.lines.isEmpty, !first.all.trimmed.isEmpty { emit(first.all, depth: depth + 1) }
    }

    /// The definition of several lines that a line ends in.
    private func multiLineUse(
        in line: TracedText.Slice
    ) -> (name: String, definition: Definitions.Definition, use: Reference)? {
        for case .reference(let reference, _) in References(in: line.bytes)
        where reference.range.upperBound == line.range.upperBound {
            guard let definition = definitions[reference.name], definition.isMultiLine else { return nil }
            return (reference.name, definition, reference)
        }
        return nil
    }

    /// A line with what its definitions mean, one within another.
    private mutating func expand(_ line: TracedText.Slice, depth: Int) -> TracedText {
        var result = TracedText()
        for piece in References(in: line.bytes) {
            switch piece {
            case .text(let range):
                result.append(TracedText.Slice(text: line.text, range: range))
            case .reference(let reference, let isQuoted):
                let written = TracedText.Slice(text: line.text, range: reference.range)
                let origin = written.origin
                guard count(Self.expansionCost, at: origin) else { return result }
                if let value = value(of: reference, isQuoted: isQuoted, at: origin, depth: depth) {
                    guard count(value.count, at: origin) else { return result }
                    result.append(value.all)
                } else {
                    result.append(written)
                }
            }
        }
        return result
    }

    /// What a reference stands for; nil where it stays as it is written.
    private mutating func value(
        of reference: Reference, isQuoted: Bool, at origin: TracedText.Origin, depth: Int
    ) -> TracedText? {
        if let definition = definitions[reference.name] {
            return value(of: reference.name, definition, at: origin, depth: depth)
        }
        if let name = PredefinedName(rawValue: reference.name) {
            guard !name.beginsComment || isQuoted else {
                error(
                    "'${\(name.rawValue)}' begins a comment here; between double quotes it is the character itself",
                    at: origin)
                return nil
            }
            let bytes = Array(text(of: name, reference.words, at: origin).utf8)
            return TracedText(bytes[...], from: point(origin))
        }
        guard reference.hasBraces else { return nil }
        let known = definitions.names + PredefinedName.allCases.map(\.rawValue)
        error(
            "nothing is defined as '\(reference.name)'", at: origin,
            suggestion: Suggestion.closest(to: reference.name, among: known).map { "${\($0)}" })
        return nil
    }

    private mutating func value(
        of name: String, _ definition: Definitions.Definition, at origin: TracedText.Origin, depth: Int
    ) -> TracedText? {
        guard let line = definition.lines.first else { return TracedText() }
        guard !definition.isMultiLine else {
            error("'$\(name)' stands for several lines, so it can be nothing but the end of a line", at: origin)
            return nil
        }
        guard depth < Self.depthLimit else {
            error("'$\(name)' goes on for ever: what it means has itself in it", at: origin)
            return nil
        }
        let value = expand(line.all, depth: depth + 1)
        let expansion: Int
        if let known = definition.expansion {
            expansion = known
        } else {
            expansions.append(.definition(name, at: definition.origin))
            expansion = expansions.count - 1
            definitions[name]?.expansion = expansion
        }
        var place = point(origin)
        place.expansion = place.expansion ?? expansion
        return TracedText(value.bytes[...], from: place)
    }

    private mutating func text(of name: PredefinedName, _ words: [String], at origin: TracedText.Origin) -> String {
        switch name {
        case .directory: return directory(of: openFiles.last ?? 0)
        case .instance: return environment.configID
        case .hash: return "#"
        case .bang: return "!"
        case .environment:
            guard words.count == 1 else {
                error("'${_ENV NAME}' takes the name of one variable of the environment", at: origin)
                return ""
            }
            guard !environment.hidesVariables else {
                warning(
                    "'${_ENV \(words[0])}' stands for nothing here: the daemon's environment is shown to root only",
                    at: origin)
                return ""
            }
            return environment.variables[words[0]] ?? ""
        case .random:
            let bounds = words.compactMap { UInt64($0) }
            guard bounds.count == words.count, bounds.count <= 2 else {
                error("'${_RANDOM MIN MAX}' takes two numbers", at: origin)
                return ""
            }
            return String(random.next(from: bounds.first ?? 0, through: bounds.count > 1 ? bounds[1] : 32_767))
        }
    }

    /// A text with what its definitions mean.
    mutating func expanded(_ text: TracedText.Slice) -> String {
        expand(text, depth: 0).all.string
    }
}
