/// A command line of the file: `"PROGRAM ARGUMENT …" [USER [:GROUP]]`.
package struct Command: Hashable, Sendable {
    /// The program and its arguments, at least one.
    package let words: [String]
    /// A name or a number; nil: `script_user`.
    package let user: String?
    /// A name or a number; nil: the user's own.
    package let group: String?
    /// `USER :GROUP`: with the user's other groups, too.
    package let hasSupplementaryGroups: Bool
    /// Where the line stands.
    package let position: SourcePosition

    package init(
        words: [String], user: String? = nil, group: String? = nil, hasSupplementaryGroups: Bool = false,
        position: SourcePosition
    ) {
        self.words = words
        self.user = user
        self.group = group
        self.hasSupplementaryGroups = hasSupplementaryGroups
        self.position = position
    }
}

/// Who runs the scripts of the node: `USER [[:]GROUP]`.
package struct ScriptUser: Hashable, Sendable {
    /// A name or a number.
    package let user: String
    /// A name or a number; nil: the user's own.
    package let group: String?
    /// `:`: with the user's other groups, too.
    package let hasSupplementaryGroups: Bool

    package init(user: String, group: String? = nil, hasSupplementaryGroups: Bool = false) {
        self.user = user
        self.group = group
        self.hasSupplementaryGroups = hasSupplementaryGroups
    }
}
