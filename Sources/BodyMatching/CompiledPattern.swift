import CPCRE2
package import HealthChecker

/// A pattern that is ready to be matched, with bounds on what a match may cost.
///
/// PCRE2 does not write to compiled code while it matches (pcre2api(3), "Multithreading"), and nothing here replaces it,
/// so that any number of threads may use one at a time.
package final class CompiledPattern: @unchecked Sendable {
    /// So many steps the starts that are tried at once may take between two looks at the time: what a greedy `.*` takes
    /// from the beginning of the largest body to its end and back, and some more.
    private static let mostSteps = 3_200_000
    /// How many KiB a match may take to remember the points to come back to.
    private static let mostMemory: UInt32 = 32_768
    /// So many starts are tried at once where they are cheap; where one of them is not, so many times fewer.
    private static let mostStarts = 4_096, narrowing = 8

    private let pattern: BodyPattern
    private let code: OpaquePointer
    /// Whether PCRE2 ties the match to its first start, because it was told to or because the pattern says so.
    private let isAnchored: Bool
    /// The end of the line that a match must begin in; nil: anywhere.
    private let lineEnd: LineEnd?
    private let isUTF: Bool

    package init(_ pattern: BodyPattern) throws(PatternFault) {
        var number: Int32 = 0
        var offset = 0
        let options = pattern.options.reduce(UInt32(PCRE2_USE_OFFSET_LIMIT)) { $0 | $1.bit }
        // An empty array has no address.
        let text = pattern.text + [0]
        guard let code = pcre2_compile_8(text, pattern.text.count, options, &number, &offset, nil) else {
            throw PatternFault(offset: offset, message: Self.message(number))
        }
        self.pattern = pattern
        self.code = code
        var effective: UInt32 = 0
        _ = pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_ALLOPTIONS), &effective)
        var newline: UInt32 = 0
        _ = pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_NEWLINE), &newline)
        isAnchored = effective & UInt32(PCRE2_ANCHORED) != 0
        isUTF = effective & UInt32(PCRE2_UTF) != 0
        let isOfFirstLine = effective & UInt32(PCRE2_FIRSTLINE) != 0
        lineEnd = isOfFirstLine ? LineEnd(newline, isUTF: isUTF) : nil
    }

    deinit {
        pcre2_code_free_8(code)
    }

    /// Whether the pattern matches somewhere in the body.
    ///
    /// - Parameter isOverdue: asked again and again; a match ends once it is.
    package func isFound(in body: [UInt8], unless isOverdue: () -> Bool) throws(MatchFault) -> Bool {
        guard let data = pcre2_match_data_create_8(1, nil), let context = pcre2_match_context_create_8(nil) else {
            throw .tooCostly
        }
        defer {
            pcre2_match_data_free_8(data)
            pcre2_match_context_free_8(context)
        }
        var start = boundary(from: pattern.leastOffset, in: body)
        var last = min(pattern.mostOffset ?? body.count, body.count)
        guard start <= last else { return false }
        if isAnchored { last = start }
        if let lineEnd { last = min(last, lineEnd.first(in: body, from: start)) }
        pcre2_set_depth_limit_8(context, .max)
        pcre2_set_heap_limit_8(context, Self.mostMemory)
        var starts = isAnchored ? 1 : Self.mostStarts
        var flags: UInt32 = 0
        let subject = body.isEmpty ? [0] : body
        while start <= last {
            let end = min(start + starts - 1, last)
            pcre2_set_offset_limit_8(context, end)
            pcre2_set_match_limit_8(context, UInt32(Self.mostSteps / starts))
            let outcome = pcre2_match_8(code, subject, body.count, start, flags, data, context)
            switch outcome {
            case 0...: return true
            case PCRE2_ERROR_NOMATCH:
                start = boundary(from: end + 1, in: body)
                starts = min(starts * Self.narrowing, Self.mostStarts)
            case PCRE2_ERROR_MATCHLIMIT where starts > 1: starts /= Self.narrowing
            default: throw Self.fault(outcome)
            }
            guard !isOverdue() else { throw .tooCostly }
            flags = UInt32(PCRE2_NO_UTF_CHECK)
        }
        return false
    }

    /// The first place from an offset on where a character begins.
    private func boundary(from offset: Int, in body: [UInt8]) -> Int {
        guard isUTF else { return offset }
        var offset = offset
        while offset < body.count, body[offset] & 0xC0 == 0x80 { offset += 1 }
        return offset
    }

    private static func fault(_ number: Int32) -> MatchFault {
        switch number {
        case PCRE2_ERROR_MATCHLIMIT, PCRE2_ERROR_DEPTHLIMIT, PCRE2_ERROR_HEAPLIMIT, PCRE2_ERROR_NOMEMORY: .tooCostly
        case PCRE2_ERROR_UTF8_ERR21...PCRE2_ERROR_UTF8_ERR1, PCRE2_ERROR_BADUTFOFFSET: .notUTF8
        default: .other(number)
        }
    }

    private static func message(_ number: Int32) -> String {
        var bytes = [UInt8](repeating: 0, count: 256)
        let length = pcre2_get_error_message_8(number, &bytes, bytes.count)
        return String(decoding: bytes.prefix(max(0, Int(length))), as: UTF8.self)
    }
}

extension BodyPattern.Option {
    fileprivate var bit: UInt32 {
        switch self {
        case .allowEmptyClass: UInt32(PCRE2_ALLOW_EMPTY_CLASS)
        case .altBSUX: UInt32(PCRE2_ALT_BSUX)
        case .altCircumflex: UInt32(PCRE2_ALT_CIRCUMFLEX)
        case .altVerbNames: UInt32(PCRE2_ALT_VERBNAMES)
        case .autoCallout: UInt32(PCRE2_AUTO_CALLOUT)
        case .caseless: UInt32(PCRE2_CASELESS)
        case .dollarEndOnly: UInt32(PCRE2_DOLLAR_ENDONLY)
        case .dotAll: UInt32(PCRE2_DOTALL)
        case .duplicateNames: UInt32(PCRE2_DUPNAMES)
        case .extended: UInt32(PCRE2_EXTENDED)
        case .firstLine: UInt32(PCRE2_FIRSTLINE)
        case .matchUnsetBackreference: UInt32(PCRE2_MATCH_UNSET_BACKREF)
        case .multiline: UInt32(PCRE2_MULTILINE)
        case .neverBackslashC: UInt32(PCRE2_NEVER_BACKSLASH_C)
        case .neverUCP: UInt32(PCRE2_NEVER_UCP)
        case .neverUTF: UInt32(PCRE2_NEVER_UTF)
        case .noAutoCapture: UInt32(PCRE2_NO_AUTO_CAPTURE)
        case .noAutoPossess: UInt32(PCRE2_NO_AUTO_POSSESS)
        case .noDotStarAnchor: UInt32(PCRE2_NO_DOTSTAR_ANCHOR)
        case .noStartOptimize: UInt32(PCRE2_NO_START_OPTIMIZE)
        case .ucp: UInt32(PCRE2_UCP)
        case .ungreedy: UInt32(PCRE2_UNGREEDY)
        case .useOffsetLimit: UInt32(PCRE2_USE_OFFSET_LIMIT)
        case .utf: UInt32(PCRE2_UTF)
        }
    }
}
