/// What of a file only the process can judge that reads it: whether a program is there, whether a pattern is one.
/// Nothing here touches the world; whoever does brings the answers.
package struct OutsideJudgement: Sendable {
    /// What speaks against a script that a check is to run.
    package enum Objection: Hashable, Sendable {
        /// It cannot or may not be run, and why.
        case refused(String)
        /// It is run although others could change it, and why that is so.
        case insecure(String)
    }

    /// What is wrong with a script under these global definitions; nil where nothing is.
    package var ofScript: @Sendable (Command, GlobalDefinitions) -> Objection?

    /// Finds nothing wrong with anything, unless it is told how.
    package init(ofScript: @escaping @Sendable (Command, GlobalDefinitions) -> Objection? = { _, _ in nil }) {
        self.ofScript = ofScript
    }
}
