/// The blocks that can be followed, as they stand in the file.
struct TrackerDrafts {
    var scripts: [TrackScriptDraft] = []
    var files: [TrackFileDraft] = []
    var processes: [TrackProcessDraft] = []
}

/// Finds what `track_…` lines name, and remembers what somebody follows.
struct TrackerIndex {
    enum Kind: String {
        case script = "vrrp_script"
        case file = "track_file"
        case process = "vrrp_track_process"
    }

    private struct Entry {
        let position: SourceOffset
        let weight: Weight
        /// How many lines name it.
        var followers = 0
        /// Whether a line named it that does not count.
        var isReleased = false
    }

    private var scripts: [String: Entry]
    private var files: [String: Entry]
    private var processes: [String: Entry]
    private let virtualServers: Set<String>

    init(_ drafts: TrackerDrafts, _ virtualServers: [VirtualServer], _ context: inout ReadingContext) {
        scripts = Self.entries(
            drafts.scripts.map { ($0.name, $0.weight.value ?? .fault) }, of: .script, &context)
        files = Self.entries(drafts.files.map { ($0.name, $0.weight.value ?? Weight(1)) }, of: .file, &context)
        processes = Self.entries(
            drafts.processes.map { ($0.name, $0.weight.value ?? .fault) }, of: .process, &context)
        self.virtualServers = Set(virtualServers.map(\.trackingName))
    }

    private static func entries(
        _ blocks: [(name: Word, weight: Weight)], of kind: Kind, _ context: inout ReadingContext
    ) -> [String: Entry] {
        var entries: [String: Entry] = [:]
        for (name, weight) in blocks {
            if let earlier = entries[name.text] {
                context.error(
                    "\(kind.rawValue) '\(name.text)' is already defined at \(context.position(of: earlier.position))",
                    at: name.position)
            } else {
                entries[name.text] = Entry(position: name.position, weight: weight)
            }
        }
        return entries
    }

    /// The line with the weight of its block where it has none; nil where there is no such block.
    mutating func resolve(
        _ reference: TrackDraft.Reference, _ kind: Kind, _ context: inout ReadingContext
    ) -> TrackReference? {
        let name = reference.name.text
        let entry = self[kind][name]
        guard let entry else {
            context.error(
                "there is no \(kind.rawValue) '\(name)'", at: reference.name.position,
                suggestion: Suggestion.closest(to: name, among: self[kind].keys.sorted()))
            return nil
        }
        if entry.position > reference.name.position {
            context.warning(
                "\(kind.rawValue) '\(name)' is defined below: keepalived would not follow it, swiftlvsd does",
                at: reference.name.position)
        }
        self[kind][name]?.followers += 1
        return TrackReference(
            name: name, weight: reference.weight ?? entry.weight.value,
            isReversed: reference.isReversed ?? entry.weight.isReversed)
    }

    /// The line with its service's name in full; nil where there is no such service.
    func resolve(
        _ draft: TrackDraft.VirtualServerLine, _ context: inout ReadingContext
    ) -> TrackVirtualServerLine? {
        let name = draft.line.name
        guard let known = [name, "tcp/\(name)"].first(where: virtualServers.contains) else {
            context.error(
                "there is no virtual_server '\(name)': a name is tcp/ADDRESS:PORT, udp/…, sctp/… or fwmark/NUMBER",
                at: draft.name.position,
                suggestion: Suggestion.closest(to: name, among: virtualServers.sorted()))
            return nil
        }
        return TrackVirtualServerLine(name: known, weight: draft.line.weight, isFault: draft.line.isFault)
    }

    /// Whether this block is the one of its name that counts.
    func holds(_ name: Word, _ kind: Kind) -> Bool { self[kind][name.text]?.position == name.position }

    func isFollowed(_ name: Word, _ kind: Kind) -> Bool { self[kind][name.text].map { $0.followers > 0 } ?? false }

    /// Takes back that a line follows what it names.
    mutating func release(_ name: String, _ kind: Kind) {
        self[kind][name]?.followers -= 1
        self[kind][name]?.isReleased = true
    }

    /// Whether a line would follow it and does not, which has been said.
    func isReleased(_ name: Word, _ kind: Kind) -> Bool { self[kind][name.text]?.isReleased == true }

    /// The same for lines that were taken out.
    mutating func release(_ lines: TrackLines, keeping rest: TrackLines) {
        let kept = [rest.scripts, rest.files, rest.processes].map { Set($0.map(\.name)) }
        for line in lines.scripts where !kept[0].contains(line.name) { release(line.name, .script) }
        for line in lines.files where !kept[1].contains(line.name) { release(line.name, .file) }
        for line in lines.processes where !kept[2].contains(line.name) { release(line.name, .process) }
    }

    private subscript(kind: Kind) -> [String: Entry] {
        get {
            switch kind {
            case .script: scripts
            case .file: files
            case .process: processes
            }
        }
        set {
            switch kind {
            case .script: scripts = newValue
            case .file: files = newValue
            case .process: processes = newValue
            }
        }
    }
}
