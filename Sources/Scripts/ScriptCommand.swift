/// A program that is ready to be run: found, permitted, and with the user that runs it.
package struct ScriptCommand: Hashable, Sendable, CustomStringConvertible {
    /// An absolute path.
    package let program: String
    package let arguments: [String]
    package let identity: ScriptIdentity

    package init(program: String, arguments: [String] = [], identity: ScriptIdentity = .own) {
        self.program = program
        self.arguments = arguments
        self.identity = identity
    }

    /// The same with further arguments at the end.
    package func appending(_ more: [String]) -> ScriptCommand {
        ScriptCommand(program: program, arguments: arguments + more, identity: identity)
    }

    package var description: String { program }
}
