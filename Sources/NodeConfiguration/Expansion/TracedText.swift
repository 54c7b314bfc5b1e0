/// Text that knows where each of its bytes comes from.
struct TracedText {
    /// Where a piece comes from.
    struct Origin: Hashable {
        var file: Int
        /// Where its first byte stands in the file.
        var offset: Int
        /// Whether the bytes after the first come from the bytes after that place; all come from that one place
        /// otherwise.
        var isVerbatim = true
        /// The expansion that brought it here; nil where the file itself did.
        var expansion: Int?

        func advanced(by count: Int) -> Origin {
            var later = self
            if isVerbatim { later.offset += count }
            return later
        }
    }

    private struct Run {
        let start: Int
        let origin: Origin
    }

    private(set) var bytes: [UInt8]
    /// In the order of the text.
    private var runs: [Run]

    init() {
        (bytes, runs) = ([], [])
    }

    /// A piece of a file as it stands there.
    init(_ bytes: ArraySlice<UInt8>, from origin: Origin) {
        self.bytes = Array(bytes)
        runs = [Run(start: 0, origin: origin)]
    }

    /// A whole file, which is not copied.
    init(wholeFile bytes: [UInt8]) {
        self.bytes = bytes
        runs = [Run(start: 0, origin: Origin(file: 0, offset: 0))]
    }

    var count: Int { bytes.count }

    /// Where the byte at `index` comes from; the end of the text comes from behind its last byte.
    func origin(at index: Int) -> Origin {
        var (low, high) = (0, runs.count)
        while low < high {
            let middle = (low + high) / 2
            if runs[middle].start <= index { low = middle + 1 } else { high = middle }
        }
        guard low > 0 else { return Origin(file: 0, offset: 0) }
        let run = runs[low - 1]
        return run.origin.advanced(by: index - run.start)
    }

    mutating func append(_ piece: ArraySlice<UInt8>, from origin: Origin) {
        guard !piece.isEmpty else { return }
        if !continues(origin) { runs.append(Run(start: bytes.count, origin: origin)) }
        bytes += piece
    }

    mutating func append(_ piece: Slice) {
        for (range, origin) in piece.pieces { append(piece.text.bytes[range], from: origin) }
    }

    /// Whether what comes from there goes on where the text ends.
    private func continues(_ origin: Origin) -> Bool {
        guard let last = runs.last else { return false }
        return last.origin.advanced(by: bytes.count - last.start) == origin
    }

    /// The same, brought here by an expansion, but for what another one brought.
    func brought(by expansion: Int) -> TracedText {
        var brought = self
        brought.runs = runs.map { run in
            guard run.origin.expansion == nil else { return run }
            var origin = run.origin
            origin.expansion = expansion
            return Run(start: run.start, origin: origin)
        }
        return brought
    }
}

extension TracedText {
    /// A part of a text.
    struct Slice {
        let text: TracedText
        var range: Range<Int>

        var bytes: ArraySlice<UInt8> { text.bytes[range] }
        var isEmpty: Bool { range.isEmpty }
        var string: String { String(decoding: bytes, as: UTF8.self) }
        /// Where its first byte comes from.
        var origin: Origin { text.origin(at: range.lowerBound) }

        fileprivate var pieces: [(range: Range<Int>, origin: Origin)] {
            var pieces: [(range: Range<Int>, origin: Origin)] = []
            for (index, run) in text.runs.enumerated() {
                let end = index + 1 < text.runs.count ? text.runs[index + 1].start : text.count
                let part = (run.start..<max(run.start, end)).clamped(to: range)
                guard !part.isEmpty else { continue }
                pieces.append((part, run.origin.advanced(by: part.lowerBound - run.start)))
            }
            return pieces
        }

        /// Without blanks at both ends.
        var trimmed: Slice {
            var slice = self
            while let first = slice.bytes.first, first.isBlank { slice.range = slice.range.dropFirst() }
            while let last = slice.bytes.last, last.isBlank { slice.range = slice.range.dropLast() }
            return slice
        }

        func dropFirst(_ count: Int) -> Slice { Slice(text: text, range: range.dropFirst(count)) }

        func dropLast(_ count: Int) -> Slice { Slice(text: text, range: range.dropLast(count)) }

        func prefix(_ count: Int) -> Slice { Slice(text: text, range: range.prefix(count)) }

        /// As a text of its own.
        var copy: TracedText {
            var copy = TracedText()
            copy.append(self)
            return copy
        }
    }

    var all: Slice { Slice(text: self, range: 0..<count) }
}

extension UInt8 {
    /// Whether keepalived takes it for white space within a line.
    var isBlank: Bool {
        switch self {
        case UInt8(ascii: " "), 0x09, 0x0B, 0x0C, 0x0D: true
        default: false
        }
    }

    /// Whether a definition's name may have it.
    var isNameByte: Bool {
        switch self {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "_"): true
        default: false
        }
    }
}
