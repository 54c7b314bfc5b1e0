/// Where dumps are written when the daemon is asked for them: absolute paths of files; nil: in the runtime directory.
package struct DumpFiles: Hashable, Sendable {
    /// `state_dump_file`
    package var state: String?
    /// `stats_dump_file`
    package var statistics: String?
    /// `json_dump_file`
    package var json: String?

    package init(state: String? = nil, statistics: String? = nil, json: String? = nil) {
        self.state = state
        self.statistics = statistics
        self.json = json
    }
}
