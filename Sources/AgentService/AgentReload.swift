package import NodeConfiguration

/// What another file changes of a program that runs: which settings are in force then, and which only after a restart.
package struct AgentReload: Hashable, Sendable {
    /// What is in force.
    package let configuration: AgentConfiguration
    /// The keywords whose new values wait for a restart.
    package let waiting: [String]

    package init(from old: AgentConfiguration, to new: AgentConfiguration) {
        var (next, waiting) = (new, [String]())
        // What is remembered, and who asks how things are, is where it was when the program began.
        if new.stateDirectory != old.stateDirectory {
            next = next.with(stateDirectory: old.stateDirectory)
            waiting.append("state_dir")
        }
        if new.statusSocket != old.statusSocket {
            next = next.with(statusSocket: old.statusSocket)
            waiting.append("status_socket")
        }
        (configuration, self.waiting) = (next, waiting)
    }

    /// What waits, as a sentence; nil where nothing does.
    package var notice: String? {
        waiting.isEmpty ? nil : "\(waiting.joined(separator: " and ")) of the new file wait for a restart"
    }
}
