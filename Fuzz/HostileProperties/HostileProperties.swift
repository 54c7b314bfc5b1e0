import Deadlines
import ManagedAgent

/// Puts bytes before the reader of Java properties as an agent's file, changes it, and sees whether anything is lost.
package enum HostileProperties {
    /// What must hold for every file, and did not.
    package enum Broken: Error, Hashable {
        /// What was read is not what is there unchanged.
        case bytesChanged
        /// A key does not have the value it was given.
        case valueLost(key: String)
        /// A key has more lines, or another value, because a different one was changed.
        case otherKeyChanged(key: String)
        /// A key that was taken out is still there.
        case keyKept(key: String)
        /// The file that would be written is not one that needs no more change.
        case neverSettles
    }

    private static let keys = ["host", "host.lb.check.interval", "port", "a b", ""]

    /// - Returns: how many of the keys the file has.
    @discardableResult
    package static func read(_ input: [UInt8]) throws(Broken) -> Int {
        let file = PropertiesText(input)
        guard file.bytes == input else { throw .bytesChanged }
        for key in keys {
            for value in ["10.1.1.1,2001:db8::1@static", " a\\b=#!\u{e9}\u{1F600}\n", ""] {
                try change(file, key, to: value)
            }
            var less = file
            less.remove(key)
            guard PropertiesText(less.bytes)[key] == nil else { throw .keyKept(key: key) }
        }
        try keep(file)
        return keys.count { file[$0] != nil }
    }

    private static func change(_ file: PropertiesText, _ key: String, to value: String) throws(Broken) {
        var changed = file
        changed.set(key, to: value)
        let read = PropertiesText(changed.bytes)
        guard read[key] == value, changed[key] == value else { throw .valueLost(key: key) }
        for other in keys where other != key {
            guard read.values(of: other) == file.values(of: other) else { throw .otherKeyChanged(key: other) }
        }
    }

    /// Writes a list into the file as the program would, twice.
    private static func keep(_ file: PropertiesText) throws(Broken) {
        var authorship = FileAuthorship()
        let host = HostValue(servers: ["10.1.1.2", "10.1.1.1"], algorithm: "roundrobin")
        _ = authorship.look(at: file, wanted: host, window: .seconds(60), at: .zero)
        guard let edited = authorship.edited(file, host: host, interval: 60) else { return }
        authorship.begin(edited, insteadOf: file)
        authorship.end(edited)
        let read = PropertiesText(edited.bytes)
        _ = authorship.look(at: read, wanted: host, window: .seconds(60), at: .zero)
        guard authorship.edited(read, host: host, interval: 60) == nil else { throw .neverSettles }
    }
}
