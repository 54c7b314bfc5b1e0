/// Why a text is no pattern.
package struct PatternFault: Error, Hashable, Sendable {
    /// How many of its bytes were read before that was seen.
    package let offset: Int
    /// PCRE2's own words.
    package let message: String
}

/// Why a body could not be matched.
package enum MatchFault: Error, Hashable, Sendable {
    /// It takes more steps, memory or time than one check may.
    case tooCostly
    /// The pattern is about characters, and the body is no UTF-8.
    case notUTF8
    /// PCRE2's number of any other error.
    case other(Int32)
}

extension MatchFault: CustomStringConvertible {
    package var description: String {
        switch self {
        case .tooCostly: "the regex takes too many steps on this body"
        case .notUTF8: "the body is not UTF-8, which the regex asks for"
        case .other(let number): "the regex cannot be matched (PCRE2 error \(number))"
        }
    }
}
