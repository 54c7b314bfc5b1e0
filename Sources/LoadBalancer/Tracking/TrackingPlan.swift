package import Addresses
package import Deadlines
package import NodeConfiguration
package import SystemWatch
package import Tracking

/// What a configuration wants tracked, and by whom.
package struct TrackingPlan: Hashable, Sendable {
    /// What each instance that runs follows, by its name: its own lines first, then those of its sync
    /// group.
    package let lines: [String: [TrackingLine]]
    /// What somebody follows, in the order of the file.
    package let scripts: [TrackScript]
    package let watched: WatchList
    package let processes: [TrackProcess]
    package let interfaceDelays: [InterfaceName: InterfaceDelays]
    /// Files that get a number before anybody looks.
    package let initialFiles: [TrackFile]
    /// The virtual services somebody follows, as `ServiceKey.pathText`.
    package let services: Set<String>

    /// `interface_up_down_delays`
    package struct InterfaceDelays: Hashable, Sendable {
        package let up: Nanoseconds
        package let down: Nanoseconds
    }

    package init(_ configuration: Configuration) {
        let groups = Dictionary(configuration.syncGroups.map { ($0.name, $0) }) { first, _ in first }
        var lines: [String: [TrackingLine]] = [:]
        for instance in configuration.vrrpInstances where instance.refusal == nil {
            var followed = instance.tracking.lines
            if let group = instance.syncGroup.flatMap({ groups[$0] }) {
                for line in group.tracking.lines { followed.merge(line) }
            }
            lines[instance.name] = followed
        }
        let keys = Set(lines.values.joined().map(\.key))
        func isFollowed(_ kind: TrackerKey.Kind, _ name: String) -> Bool { keys.contains(TrackerKey(kind, name)) }

        self.lines = lines
        scripts = configuration.trackScripts.filter { isFollowed(.script, $0.name) }
        processes = configuration.trackProcesses.filter { isFollowed(.process, $0.name) }
        let checked = configuration.checkedFiles
        let files = configuration.trackFiles.filter { isFollowed(.file, $0.name) || checked.contains($0.name) }
        initialFiles = files.filter { $0.initial != nil }
        services = Set(keys.filter { $0.kind == .virtualServer }.map(\.name))
        var watched = WatchList()
        watched.files = files.map { WatchList.File(name: $0.name, path: $0.path) }
        watched.processes = processes.map { WatchList.Process(name: $0.name, pattern: ProcessPattern($0)) }
        watched.interfaces = keys.filter { $0.kind == .interface }.compactMap { InterfaceName($0.name) }
            .sorted { $0.description < $1.description }
        self.watched = watched
        interfaceDelays = Dictionary(
            configuration.interfaceDelays.map { ($0.interface, InterfaceDelays(up: $0.up, down: $0.down)) }
        ) { first, _ in first }
    }

    /// Whether no instance follows anything.
    package var isEmpty: Bool { lines.values.allSatisfy(\.isEmpty) }
}

extension Configuration {
    /// The names of the files that `FILE_CHECK`s follow.
    fileprivate var checkedFiles: Set<String> {
        var names: Set<String> = []
        guard !trackFiles.isEmpty else { return names }
        forEachCheck { check in
            if case .file(let file) = check.kind { names.insert(file.name) }
        }
        return names
    }
}

extension [TrackingLine] {
    /// Adds a line of the sync group. What the instance follows, too, counts with the group's weight, unless it has none
    /// in the instance (keepalived's rule).
    fileprivate mutating func merge(_ line: TrackingLine) {
        guard let place = firstIndex(where: { $0.key == line.key }) else { return append(line) }
        if self[place].weight != 0 { self[place] = line }
    }
}

extension TrackLines {
    /// In the order in which reasons are told.
    fileprivate var lines: [TrackingLine] {
        interfaces.map { line in
            TrackingLine(
                TrackerKey(.interface, line.interface.description), weight: line.weight?.value ?? 0,
                isReversed: line.weight?.isReversed ?? false)
        } + scripts.map { TrackingLine(.script, $0) } + files.map { TrackingLine(.file, $0) }
            + processes.map { TrackingLine(.process, $0) }
            + virtualServers.map { line in
                TrackingLine(TrackerKey(.virtualServer, line.name), weight: line.isFault ? 0 : line.weight ?? 0)
            }
    }
}

extension TrackingLine {
    fileprivate init(_ kind: TrackerKey.Kind, _ reference: TrackReference) {
        self.init(TrackerKey(kind, reference.name), weight: reference.weight, isReversed: reference.isReversed)
    }
}

extension ProcessPattern {
    fileprivate init(_ process: TrackProcess) {
        let match: Match =
            switch process.match {
            case .any: .any
            case .exact: .exact
            case .initial: .initial
            case .partial: .partial
            }
        self.init(
            name: process.process, parameters: process.parameters, match: match,
            readsCommandLine: process.isFullCommand)
    }
}
