/// A word of a statement: a piece of the file, which becomes a string only for those who need one.
struct Word: Sendable {
    private let source: [UInt8]
    private let place: WordPlace

    init(_ place: WordPlace, of source: [UInt8]) {
        self.place = place
        self.source = source
    }

    /// Where it starts, with its quote.
    var position: SourceOffset { place.start }

    /// Its bytes without its quotes.
    var bytes: ArraySlice<UInt8> {
        let start = place.start.index
        return source[(source[start] == UInt8(ascii: "\"") ? start + 1 : start)..<place.end.index]
    }

    /// Its text; bytes that are no UTF-8 are read as U+FFFD.
    var text: String { String(decoding: bytes, as: UTF8.self) }

    /// From its first byte to its last, its quotes included.
    var wholeRange: Range<Int> {
        let start = place.start.index
        let isQuoted = source[start] == UInt8(ascii: "\"")
        let hasEnd = isQuoted && place.end.index < source.count && source[place.end.index] == UInt8(ascii: "\"")
        return start..<place.end.index + (hasEnd ? 1 : 0)
    }
}
