/// The list of management servers that an agent holds, as it wrote it.
package struct HeldList: Hashable, Sendable {
    package let servers: [String]
    /// Nil where the agent did not name one.
    package let algorithm: String?

    package init(servers: [String], algorithm: String?) {
        self.servers = servers
        self.algorithm = algorithm
    }

    /// Reads an agent's `host` line, `10.1.1.2,10.1.1.3@roundrobin`, with or without the algorithm: blanks have no
    /// meaning, nor have empty entries, nor what follows a second `@`.
    package init(hostLine: some StringProtocol) {
        let pieces = String(hostLine).filter { $0 != " " }.split(separator: "@", omittingEmptySubsequences: false)
        servers = (pieces.first ?? "").split(separator: ",").map(String.init)
        algorithm = pieces.count > 1 ? String(pieces[1]) : nil
    }
}
