package import Addresses

/// What of a file only the process can judge that reads it: whether a program is there, whether a pattern is one, which
/// interface has an address.
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

    /// Why a text is no pattern, and how many of its bytes were read until that was seen; nil where it is one.
    package var ofPattern: @Sendable (BodyPatternSettings) -> (offset: Int, message: String)?

    /// The interface that has an address, in the network namespace that the file names, if any; nil where none has.
    package var interfaceWith: @Sendable (IPAddress, _ namespace: String?) -> InterfaceName?

    /// Finds nothing wrong with anything, and no interface, unless it is told how.
    package init(
        ofScript: @escaping @Sendable (Command, GlobalDefinitions) -> Objection? = { _, _ in nil },
        ofPattern: @escaping @Sendable (BodyPatternSettings) -> (offset: Int, message: String)? = { _ in nil },
        interfaceWith: @escaping @Sendable (IPAddress, _ namespace: String?) -> InterfaceName? = { _, _ in nil }
    ) {
        self.ofScript = ofScript
        self.ofPattern = ofPattern
        self.interfaceWith = interfaceWith
    }
}
