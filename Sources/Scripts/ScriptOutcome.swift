/// How a script's run ended.
package enum ScriptOutcome: Hashable, Sendable {
    case exited(Int32)
    case killed(signal: Int32)
    /// It took too long, and was ended with everything it had started in its process group.
    case timedOut
    /// It never ran, and why.
    case notStarted(String)

    package var isGood: Bool { self == .exited(0) }
}

extension ScriptOutcome: CustomStringConvertible {
    /// A phrase that follows the script's name.
    package var description: String {
        switch self {
        case .exited(0): "succeeded"
        case .exited(let code): "failed with exit code \(code)"
        case .killed(let signal): "was ended by signal \(signal)"
        case .timedOut: "took too long and was ended"
        case .notStarted(let reason): "did not start: \(reason)"
        }
    }
}
