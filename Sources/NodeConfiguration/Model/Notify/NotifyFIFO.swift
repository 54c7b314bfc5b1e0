/// `notify_fifo`, `vrrp_notify_fifo` or `lvs_notify_fifo`, with its script.
package struct NotifyFIFO: Hashable, Sendable {
    /// Absolute.
    package let path: String
    /// Who owns it; nil: `script_user`.
    package let user: String?
    /// Its group; nil: the user's own.
    package let group: String?
    /// Run as long as the daemon, with the path behind its arguments.
    package let script: Command?

    package init(path: String, user: String? = nil, group: String? = nil, script: Command? = nil) {
        self.path = path
        self.user = user
        self.group = group
        self.script = script
    }
}
