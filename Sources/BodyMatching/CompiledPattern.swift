import CPCRE2
package import HealthChecker

/// A pattern that is ready to be matched, with bounds on what a match may cost.
///
/// PCRE2 does not write to compiled code while it matches (pcre2api(3), "Multithreading"), and nothing here replaces it,
/// so that any number of threads may use one at a time.
package final class CompiledPattern: @unchecked Sendable {
    /// From one start on a match may take so many steps, ...
    private static let mostSteps: UInt32 = 50_000
    /// ... remember so many points to come back to, ...
    private static let mostDepth: UInt32 = 20_000
    /// ... and take so many KiB.
    private static let mostMemory: UInt32 = 8_192
    /// So many starts are tried before it is asked whether time is left.
    private static let startsAtOnce = 64

    private let pattern: BodyPattern
    private let code: OpaquePointer
    /// Whether PCRE2 itself ties the match to one start, or to those of one line: then it must see them all at once.
    private let isSingleStart: Bool
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
        isSingleStart = effective & (UInt32(PCRE2_ANCHORED) | UInt32(PCRE2_FIRSTLINE)) != 0
        isUTF = effective & UInt32(PCRE2_UTF) != 0
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
        let last = min(pattern.mostOffset ?? body.count, body.count)
        var start = boundary(from: pattern.leastOffset, in: body)
        guard start <= last else { return false }
        // Where all starts are one to us, they share the steps of a few.
        let starts = isSingleStart ? last - start + 1 : Self.startsAtOnce
        let steps = Int(Self.mostSteps) * Self.startsAtOnce / starts
        pcre2_set_match_limit_8(context, UInt32(clamping: min(max(steps, 64), Int(Self.mostSteps))))
        pcre2_set_depth_limit_8(context, Self.mostDepth)
        pcre2_set_heap_limit_8(context, Self.mostMemory)
        var flags: UInt32 = 0
        let subject = body.isEmpty ? [0] : body
        while start <= last {
            let end = min(start + starts - 1, last)
            pcre2_set_offset_limit_8(context, end)
            let outcome = pcre2_match_8(code, subject, body.count, start, flags, data, context)
            if outcome >= 0 { return true }
            guard outcome == PCRE2_ERROR_NOMATCH else { throw Self.fault(outcome) }
            guard !isOverdue() else { throw .tooCostly }
            flags = UInt32(PCRE2_NO_UTF_CHECK)
            start = boundary(from: end + 1, in: body)
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
