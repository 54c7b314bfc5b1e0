/// What a body must hold, or must not (`regex` and its keywords).
package struct BodyPattern: Hashable, Sendable {
    /// PCRE2's options, under keepalived's names for them (pcre2api(3)).
    package enum Option: String, Hashable, Sendable, CaseIterable {
        case allowEmptyClass = "allow_empty_class"
        case altBSUX = "alt_bsux"
        case altCircumflex = "alt_circumflex"
        case altVerbNames = "alt_verbnames"
        case autoCallout = "auto_callout"
        case caseless
        case dollarEndOnly = "dollar_endonly"
        case dotAll = "dotall"
        case duplicateNames = "dupnames"
        case extended
        case firstLine = "firstline"
        case matchUnsetBackreference = "match_unset_backref"
        case multiline
        case neverBackslashC = "never_backslash_c"
        case neverUCP = "never_ucp"
        case neverUTF = "never_utf"
        case noAutoCapture = "no_auto_capture"
        case noAutoPossess = "no_auto_possess"
        case noDotStarAnchor = "no_dotstar_anchor"
        case noStartOptimize = "no_start_optimize"
        case ucp
        case ungreedy
        case useOffsetLimit = "use_offset_limit"
        case utf
    }

    /// The pattern as PCRE2 reads it.
    package let text: [UInt8]
    package let options: Set<Option>
    /// Where in the body a match may begin, in bytes, both ends included (`regex_min_offset`, `regex_max_offset`).
    package let leastOffset: Int
    /// nil: anywhere.
    package let mostOffset: Int?
    /// Whether a match fails the check instead of its absence (`regex_no_match`).
    package let isUnwanted: Bool

    package init(
        _ text: [UInt8], options: Set<Option> = [], leastOffset: Int = 0, mostOffset: Int? = nil,
        isUnwanted: Bool = false
    ) {
        self.text = text
        self.options = options
        self.leastOffset = leastOffset
        self.mostOffset = mostOffset
        self.isUnwanted = isUnwanted
    }

    /// What an answer comes to that is right in all else, once it is known whether its body has a match.
    package func judge(_ answer: CheckResult, isFound: Bool) -> CheckResult {
        switch (isFound, isUnwanted) {
        case (true, false), (false, true): answer
        case (false, false): .failed("\(answer.text), but the body does not match the regex")
        case (true, true): .failed("\(answer.text), but the body matches the regex, and it must not")
        }
    }
}
