package import ControlMessages

/// An answer as text for a terminal, and whether it says that something is wrong.
package protocol Report {
    /// Lines without control characters.
    var text: String { get }
    /// Whether an operator should look: the command then ends with 1.
    var showsTrouble: Bool { get }
}

extension Stamped: Report where Entry: StampedReport {
    package var text: String { entry.text(at: asOf) }
    package var showsTrouble: Bool { entry.showsTrouble }
}

/// An entry that has a text of its own, given when it was true.
package protocol StampedReport {
    func text(at asOf: Timestamp) -> String
    var showsTrouble: Bool { get }
}
