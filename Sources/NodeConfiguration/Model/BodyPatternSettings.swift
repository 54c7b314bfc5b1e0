/// `regex` with its keywords: what a body must hold, or must not.
package struct BodyPatternSettings: Hashable, Sendable {
    /// The names of PCRE2's options that keepalived has, too.
    package static let optionNames = [
        "allow_empty_class", "alt_bsux", "alt_circumflex", "alt_verbnames", "auto_callout", "caseless",
        "dollar_endonly", "dotall", "dupnames", "extended", "firstline", "match_unset_backref", "multiline",
        "never_backslash_c", "never_ucp", "never_utf", "no_auto_capture", "no_auto_possess", "no_dotstar_anchor",
        "no_start_optimize", "ucp", "ungreedy", "use_offset_limit", "utf",
    ]

    /// The pattern with its escapes done.
    package let pattern: [UInt8]
    /// Of `optionNames`, sorted, each once.
    package let options: [String]
    /// Where in the body a match may begin, in bytes, both ends included.
    package let leastOffset: Int
    /// Nil: anywhere.
    package let mostOffset: Int?
    /// `regex_no_match`: a match fails the check.
    package let isUnwanted: Bool

    package init(
        pattern: [UInt8], options: [String] = [], leastOffset: Int = 0, mostOffset: Int? = nil, isUnwanted: Bool = false
    ) {
        self.pattern = pattern
        self.options = options
        self.leastOffset = leastOffset
        self.mostOffset = mostOffset
        self.isUnwanted = isUnwanted
    }
}
