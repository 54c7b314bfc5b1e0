/// What is wrong with a registry, on which file, and what to do about it.
package struct RegistryError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Kind: Hashable, Sendable {
        /// SQLite refused something.
        case failed(String, reason: String)
        case corrupt(String)
        /// Another program's database.
        case foreign
        /// Written by a later release.
        case newer(version: Int, known: Int)
    }

    package let path: String
    package let kind: Kind

    package init(path: String, kind: Kind) {
        self.path = path
        self.kind = kind
    }

    /// Whether the file stays as it is until somebody does something about it; a full disk may have room again.
    package var isLasting: Bool {
        if case .failed = kind { false } else { true }
    }

    package var description: String {
        switch kind {
        case .failed(let attempt, let reason): "cannot \(attempt) the registry \(path): \(reason)"
        case .corrupt(let reason):
            "the registry \(path) is damaged (\(reason)); move it away, and the agents fill a new one as they register"
        case .foreign: "\(path) is a database of another program; move it away, or choose another --state-dir"
        case .newer(let version, let known):
            "the registry \(path) is of version \(version), and this release knows none above \(known): install the later"
                + " release again, or move the file away"
        }
    }
}
