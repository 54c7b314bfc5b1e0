/// What outlives this program: what it wrote into the agent's properties file, so that whatever else stands there is
/// known to be somebody else's.
package struct FileMemory: Codable, Hashable, Sendable {
    /// The values of `host` that are ours: the one that was written last, and one whose writing was begun.
    package var hosts: [String] = []
    /// Likewise of `host.lb.check.interval`.
    package var intervals: [String] = []
    /// The value of `host` when the file was looked at last.
    package var seenHost: String?
    /// Whether the file is left to another writer.
    package var hasYielded = false

    package init() {}
}
