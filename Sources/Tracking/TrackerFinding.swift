/// What a tracker says now.
package enum TrackerFinding: Hashable, Sendable {
    /// It has had no result yet.
    case undecided
    /// It has no say: it cannot be asked at all, such as a script that may not be run.
    case silent
    /// All is well.
    case good
    /// Something is missing, and what, as a phrase that follows the tracker's name: `failed with exit code 1`.
    case bad(String)
    /// The number in a file.
    case number(Int64)
}
