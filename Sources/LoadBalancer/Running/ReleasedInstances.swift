package import ControlMessages

/// Which VRRP instances operators took out of the election, who did, and when.
///
/// A release belongs to the name and holds until it is taken back: over reloads, an absence from the file included, and
/// over restarts of the daemon, for whoever works on a node does not want its addresses back by a crash. The runtime
/// directory is emptied when the host starts, so that a forgotten release ends there.
package struct ReleasedInstances: Hashable, Sendable {
    /// One release.
    package struct Release: Hashable, Sendable {
        package let at: Timestamp
        /// A name of one line without tabs.
        package let by: String

        package init(at: Timestamp, by: String) {
            self.at = at
            self.by = by
        }
    }

    package private(set) var releases: [String: Release] = [:]

    package init() {}

    package func contains(_ instance: String) -> Bool { releases[instance] != nil }

    /// The instances in the order of their names.
    package var names: [String] { releases.keys.sorted() }

    /// Returns whether it was not released before; who released it first stays.
    package mutating func release(_ instance: String, _ release: Release) -> Bool {
        guard releases[instance] == nil else { return false }
        releases[instance] = release
        return true
    }

    /// Returns whether it was released.
    package mutating func hold(_ instance: String) -> Bool {
        releases.removeValue(forKey: instance) != nil
    }

    /// Follows instances that go on under other names; names may change places.
    package mutating func rename(_ renamed: [String: String]) {
        let moved = releases.filter { renamed[$0.key] != nil }
        for name in moved.keys { releases[name] = nil }
        for (name, release) in moved { releases[renamed[name] ?? name] = release }
    }

    /// What an operator reads in the status; nil for an instance that is not released.
    package func explanation(of instance: String) -> String? {
        releases[instance].map {
            "released by \($0.by) at \($0.at), takes no part until \"swiftlvsctl hold \(instance)\""
        }
    }

    /// A line for each: time, who, name, with tabs between.
    package var text: String {
        releases.sorted { $0.key < $1.key }.map { "\($0.value.at)\t\($0.value.by)\t\($0.key)\n" }.joined()
    }

    /// Reads the file's text. A line that is not as it should be is left out.
    package init(text: String) {
        for line in text.split(separator: "\n") {
            let fields = line.split(separator: "\t", maxSplits: 2)
            guard fields.count == 3, let at = Timestamp(fields[0]) else { continue }
            releases[String(fields[2])] = Release(at: at, by: String(fields[1]))
        }
    }
}
