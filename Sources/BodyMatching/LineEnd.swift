import CPCRE2

/// What ends a line to a pattern (pcre2api(3), "Newlines").
struct LineEnd {
    /// Each of them is one.
    private let ends: [[UInt8]]

    /// - Parameter convention: PCRE2's number of it.
    init(_ convention: UInt32, isUTF: Bool) {
        let (feed, verticalTab, formFeed, carriageReturn) = (UInt8(0x0A), UInt8(0x0B), UInt8(0x0C), UInt8(0x0D))
        ends =
            switch Int32(bitPattern: convention) {
            case PCRE2_NEWLINE_CR: [[carriageReturn]]
            case PCRE2_NEWLINE_CRLF: [[carriageReturn, feed]]
            case PCRE2_NEWLINE_ANYCRLF: [[feed], [carriageReturn]]
            case PCRE2_NEWLINE_NUL: [[0]]
            case PCRE2_NEWLINE_ANY where isUTF:
                [
                    [feed], [verticalTab], [formFeed], [carriageReturn],
                    // NEL, LS and PS.
                    [0xC2, 0x85], [0xE2, 0x80, 0xA8], [0xE2, 0x80, 0xA9],
                ]
            case PCRE2_NEWLINE_ANY: [[feed], [verticalTab], [formFeed], [carriageReturn], [0x85]]
            default: [[feed]]
            }
    }

    /// Where the first line end from an offset on begins, or where the body ends.
    func first(in body: [UInt8], from start: Int) -> Int {
        body.indices.dropFirst(start).first { place in
            ends.contains { body[place] == $0[0] && body[place...].starts(with: $0) }
        } ?? body.count
    }
}
