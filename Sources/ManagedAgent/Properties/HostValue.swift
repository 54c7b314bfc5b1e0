/// The value of `host` in an agent's properties file: `a,b,c@algorithm`.
package struct HostValue: Hashable, Sendable {
    package var servers: [String]
    /// What stands behind the `@`; nil where there is none.
    package var algorithm: String?

    package init(servers: [String], algorithm: String?) {
        self.servers = servers
        self.algorithm = algorithm
    }

    /// Reads it as the platform does: what stands before the first `@` is the list, up to the second the algorithm.
    /// Blanks and empty pieces of the list have no meaning.
    package init(_ text: String) {
        let parts = text.split(separator: "@", maxSplits: 2, omittingEmptySubsequences: false)
        servers = parts[0].split(separator: ",").map { $0.filter { $0 != " " } }.filter { !$0.isEmpty }
        algorithm = parts.count > 1 ? String(parts[1]) : nil
    }

    package var text: String {
        servers.joined(separator: ",") + (algorithm.map { "@" + $0 } ?? "")
    }

    /// Whether a text is a template that nobody has filled in yet, such as `@MANAGEMENT_HOST@`.
    package static func isTemplate(_ text: String) -> Bool {
        text.utf8.first == UInt8(ascii: "@") && text.utf8.last == UInt8(ascii: "@")
    }
}
