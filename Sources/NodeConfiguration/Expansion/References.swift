/// A line cut where it uses definitions. What stands in a comment is text.
struct References: Sequence, IteratorProtocol {
    enum Piece {
        case text(Range<Int>)
        case reference(Reference, isQuoted: Bool)
    }

    private let bytes: ArraySlice<UInt8>
    private var offset: Int
    private var isQuoted = false
    private var isComment = false
    private var pending: Piece?

    init(in bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        offset = bytes.startIndex
    }

    mutating func next() -> Piece? {
        if let piece = pending {
            pending = nil
            return piece
        }
        let start = offset
        while offset < bytes.endIndex {
            switch bytes[offset] {
            case UInt8(ascii: "\""): isQuoted.toggle()
            case UInt8(ascii: "#") where !isQuoted, UInt8(ascii: "!") where !isQuoted: isComment = true
            case UInt8(ascii: "$") where !isComment:
                guard let reference = Reference(in: bytes, at: offset, isQuoted: isQuoted) else { break }
                let piece = Piece.reference(reference, isQuoted: isQuoted)
                let before = start..<offset
                offset = reference.range.upperBound
                guard !before.isEmpty else { return piece }
                pending = piece
                return .text(before)
            default: break
            }
            offset += 1
        }
        return start < offset ? .text(start..<offset) : nil
    }
}
