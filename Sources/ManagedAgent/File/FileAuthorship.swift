package import Deadlines

/// Decides what of the agent's properties file is ours to write.
///
/// `host` is taken over from whoever wrote it first, and put back once when somebody changes it; a second change within
/// the window means that another program writes it, too, and then it is left to that program.
/// `host.lb.check.interval` is the administrator's wherever its value is not the one that was written here.
package struct FileAuthorship: Sendable {
    package static let hostKey = "host"
    package static let intervalKey = "host.lb.check.interval"

    package private(set) var memory: FileMemory
    /// When another writer changed `host`, within the window.
    private var foreignChanges: [Instant] = []
    private var told: Set<FileFinding> = []

    package init(_ memory: FileMemory = FileMemory()) {
        self.memory = memory
    }

    /// Looks at the file as it is now.
    ///
    /// - Parameters:
    ///   - wanted: what `host` should be, as far as that is known. A file that was left to another writer and comes to say it
    ///     is taken back.
    ///   - window: two foreign changes of `host` in this time are a fight.
    /// - Returns: what is new to say.
    package mutating func look(
        at file: PropertiesText, wanted: HostValue?, window: Nanoseconds, at now: Instant
    ) -> [FileFinding] {
        var events: [FileFinding] = []
        let host = file[Self.hostKey]
        // Whichever of the two came to what the other says: the writer, or the load balancers.
        if memory.hasYielded, let wanted, host == wanted.text {
            resume()
            events.append(.resumed)
        }
        if host != memory.seenHost {
            let isFirst = memory.hosts.isEmpty
            memory.seenHost = host
            if let event = judge(host, wanted: wanted?.text, isFirst: isFirst, window: window, at: now) {
                events.append(event)
            }
        }
        // What an earlier life began to write is there.
        if let host, host == wanted?.text, memory.hosts.contains(host) { memory.hosts = [host] }
        let standing = Set(findings(in: file))
        // Each is said once, and again when it has been gone.
        events += findings(in: file).filter { !told.contains($0) }
        told = standing
        return events
    }

    /// What is said of the file as long as it is so.
    package func findings(in file: PropertiesText) -> [FileFinding] {
        var findings: [FileFinding] = []
        if let host = file[Self.hostKey], HostValue.isTemplate(host) { findings.append(.template(host: host)) }
        if let value = administratorsInterval(in: file) {
            findings.append(Self.seconds(value) == nil ? .unreadableInterval(value) : .administratorsInterval(value))
        }
        for key in [Self.hostKey, Self.intervalKey] where file.values(of: key).count > 1 {
            findings.append(.duplicate(key: key))
        }
        if file.isMalformed { findings.append(.malformed) }
        return findings
    }

    /// The file as it should be; nil where nothing is to be changed.
    ///
    /// - Parameter interval: seconds; 0 takes our line out again.
    package func edited(_ file: PropertiesText, host: HostValue, interval: Int) -> PropertiesText? {
        guard !memory.hasYielded, !host.servers.isEmpty else { return nil }
        let held = file[Self.hostKey]
        guard held.map(HostValue.isTemplate) != true else { return nil }
        var edited = file
        if held != host.text { edited.set(Self.hostKey, to: host.text) }
        if administratorsInterval(in: file) == nil {
            if interval > 0 {
                if file[Self.intervalKey] != String(interval) { edited.set(Self.intervalKey, to: String(interval)) }
            } else {
                edited.remove(Self.intervalKey)
            }
        }
        return edited == file ? nil : edited
    }

    /// How often the agent's place is checked, in seconds: as the administrator says, else as we were told.
    package func interval(in file: PropertiesText, told: Int) -> Int {
        administratorsInterval(in: file).flatMap(Self.seconds).map { max($0, 0) } ?? told
    }

    /// Notes what is about to be written. Should this program end before it learns whether it was, both values are ours;
    /// what was begun earlier and is not in the file never will be.
    package mutating func begin(_ edited: PropertiesText, insteadOf file: PropertiesText) {
        if let host = edited[Self.hostKey] {
            memory.hosts = memory.hosts.filter { $0 == file[Self.hostKey] && $0 != host } + [host]
        }
        if let interval = edited[Self.intervalKey], interval != file[Self.intervalKey] {
            let held = file.values(of: Self.intervalKey)
            memory.intervals = memory.intervals.filter { held.contains($0) && $0 != interval } + [interval]
        }
    }

    /// Notes that the file was written.
    package mutating func end(_ edited: PropertiesText) {
        memory.seenHost = edited[Self.hostKey]
        memory.hosts = memory.hosts.filter { $0 == edited[Self.hostKey] }
        memory.intervals = memory.intervals.filter { $0 == edited[Self.intervalKey] }.suffix(1)
    }

    /// Takes the file back from another writer, because the administrator says so.
    package mutating func resume() {
        memory.hasYielded = false
        foreignChanges = []
    }

    private mutating func judge(
        _ host: String?, wanted: String?, isFirst: Bool, window: Nanoseconds, at now: Instant
    ) -> FileFinding? {
        guard !memory.hasYielded, !isFirst, host != wanted, !memory.hosts.contains(host ?? "") else { return nil }
        foreignChanges = foreignChanges.filter { now - $0 <= window } + [now]
        guard foreignChanges.count >= 2 else { return .overwritten(host: host ?? "") }
        memory.hasYielded = true
        return .yielded(host: host ?? "")
    }

    /// The interval in the file where somebody else than this program put it there.
    private func administratorsInterval(in file: PropertiesText) -> String? {
        let values = file.values(of: Self.intervalKey)
        return values.allSatisfy(memory.intervals.contains) ? nil : values.last
    }

    private static func seconds(_ text: String) -> Int? {
        Int(text.filter { $0 != " " && $0 != "\t" })
    }
}
