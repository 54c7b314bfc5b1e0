/// Which processes a `vrrp_track_process` counts.
package struct ProcessPattern: Hashable, Sendable {
    /// How a process's parameters are compared.
    package enum Match: Hashable, Sendable {
        /// They are not.
        case any
        /// All of them, and no others.
        case exact
        /// They begin so.
        case initial
        /// They begin so, and the last one begins as ours does.
        case partial
    }

    /// What the kernel's short name is cut to.
    private static let shortNameLength = 15

    package let name: String
    package let parameters: [String]
    package let match: Match
    /// Whether the command line is looked at, not only the kernel's short name.
    package let readsCommandLine: Bool

    package init(name: String, parameters: [String] = [], match: Match = .any, readsCommandLine: Bool = false) {
        self.name = name
        self.parameters = parameters
        self.match = match
        self.readsCommandLine = readsCommandLine || match != .any || !parameters.isEmpty
    }

    /// Whether the kernel's short name (/proc/PID/comm) is the pattern's.
    package func matches(shortName: String) -> Bool {
        !readsCommandLine && shortName.utf8.elementsEqual(name.utf8.prefix(Self.shortNameLength))
    }

    /// Whether the command line is the pattern's: its first word or the file name in it, then the parameters.
    package func matches(commandLine: [String]) -> Bool {
        guard readsCommandLine, let program = commandLine.first else { return false }
        guard program == name || !name.contains("/") && program.split(separator: "/").last == name[...] else {
            return false
        }
        let found = commandLine.dropFirst()
        switch match {
        case .any: return true
        case .exact: return found.elementsEqual(parameters)
        case .initial: return found.starts(with: parameters)
        case .partial:
            guard let last = parameters.last else { return true }
            return found.count >= parameters.count && found.starts(with: parameters.dropLast())
                && found[found.startIndex + parameters.count - 1].hasPrefix(last)
        }
    }
}
