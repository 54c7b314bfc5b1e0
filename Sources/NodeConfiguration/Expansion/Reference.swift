/// A use of a definition: `$NAME`, or `${NAME}` with words after the name where it is one of keepalived's own.
struct Reference {
    let name: String
    let words: [String]
    let range: Range<Int>
    let hasBraces: Bool

    /// The reference whose `$` stands at `start`; nil where what follows is none.
    ///
    /// The bare form counts before a blank, `,`, `)` or the line's end alone, and never inside double quotes.
    init?(in bytes: ArraySlice<UInt8>, at start: Int, isQuoted: Bool) {
        let next = start + 1
        guard next < bytes.endIndex else { return nil }
        guard bytes[next] == UInt8(ascii: "{") else {
            let end = bytes[next...].prefix(while: \.isNameByte).endIndex
            guard !isQuoted, end > next, !(0x30...0x39).contains(bytes[next]),
                end == bytes.endIndex || bytes[end].endsReference
            else { return nil }
            self.init(text: bytes[next..<end], range: start..<end, hasBraces: false)
            return
        }
        let inner = bytes[(next + 1)...].prefix { $0.isNameByte || $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "-") }
        let close = inner.endIndex
        guard let first = inner.first, first.isNameByte, !(0x30...0x39).contains(first), close < bytes.endIndex,
            bytes[close] == UInt8(ascii: "}")
        else { return nil }
        self.init(text: inner, range: start..<close + 1, hasBraces: true)
    }

    private init(text: ArraySlice<UInt8>, range: Range<Int>, hasBraces: Bool) {
        let words = String(decoding: text, as: UTF8.self).split(separator: " ").map(String.init)
        name = words.first ?? ""
        self.words = Array(words.dropFirst())
        self.range = range
        self.hasBraces = hasBraces
    }
}

extension UInt8 {
    fileprivate var endsReference: Bool { isBlank || self == UInt8(ascii: ",") || self == UInt8(ascii: ")") }
}
