import Addresses

extension TrackDraft {
    /// The lines with everything they name found.
    func completed(_ trackers: inout TrackerIndex, _ context: inout ReadingContext) -> TrackLines {
        var lines = TrackLines()
        lines.interfaces = completedInterfaces(&context)
        lines.scripts = completed(scripts, .script, &trackers, &context)
        lines.files = completed(files, .file, &trackers, &context)
        lines.processes = completed(processes, .process, &trackers, &context)
        var services = FirstPlaces<String>()
        for draft in virtualServers {
            guard let line = trackers.resolve(draft, &context),
                services.isFirst(line.name, line.name, at: draft.name.position, &context)
            else { continue }
            lines.virtualServers.append(line)
        }
        return lines
    }

    private func completedInterfaces(_ context: inout ReadingContext) -> [TrackInterfaceLine] {
        var places = FirstPlaces<InterfaceName>()
        return interfaces.compactMap { draft in
            guard places.isFirst(draft.interface, draft.interface.description, at: draft.position, &context) else {
                return nil
            }
            let weight = draft.weight == .fault ? nil : draft.weight
            return TrackInterfaceLine(interface: draft.interface, weight: weight)
        }
    }

    private func completed(
        _ drafts: [Reference], _ kind: TrackerIndex.Kind, _ trackers: inout TrackerIndex,
        _ context: inout ReadingContext
    ) -> [TrackReference] {
        var places = FirstPlaces<String>()
        var lines: [TrackReference] = []
        for draft in drafts {
            guard let line = trackers.resolve(draft, kind, &context) else { continue }
            guard places.isFirst(line.name, line.name, at: draft.name.position, &context) else {
                trackers.release(line.name, kind)
                continue
            }
            lines.append(line)
        }
        return lines
    }
}

/// Finds what stands in a list a second time, where the first counts.
struct FirstPlaces<Key: Hashable> {
    private var positions: [Key: SourceOffset] = [:]

    /// Whether this is the first of its kind; says so where it is not.
    mutating func isFirst(
        _ key: Key, _ name: String, at position: SourceOffset, _ context: inout ReadingContext
    ) -> Bool {
        if let earlier = positions[key] {
            context.warning(
                "'\(name)' is already there at \(context.position(of: earlier)); this line is left out", at: position)
            return false
        }
        positions[key] = position
        return true
    }
}

extension TrackLines {
    /// Takes out what an address owner cannot use: its priority never changes.
    mutating func dropWeights(ofOwner name: Word, _ context: inout ReadingContext) {
        let why = "the priority of '\(name.text)' is 255 and does not change"
        for line in interfaces where line.weight != nil { context.warnOfWeight(line.interface.description, why, name) }
        interfaces.removeAll { $0.weight != nil }
        for line in scripts + files + processes where line.weight != 0 { context.warnOfWeight(line.name, why, name) }
        scripts.removeAll { $0.weight != 0 }
        files.removeAll { $0.weight != 0 }
        processes.removeAll { $0.weight != 0 }
        for line in virtualServers where !line.isFault { context.warnOfWeight(line.name, why, name) }
        virtualServers.removeAll { !$0.isFault }
    }

    /// Takes the weights off what a sync group follows that has an address owner among its members: what is bad is FAULT
    /// for all of them.
    mutating func clearWeights(ofGroup group: Word, with owner: String, _ context: inout ReadingContext) {
        let why = "the sync group '\(group.text)' has '\(owner)' with priority 255, which does not change"
        for name in weightedNames {
            context.warning("the weight of '\(name)' does not count: \(why); it is FAULT while bad", at: group.position)
        }
        interfaces = interfaces.map { TrackInterfaceLine(interface: $0.interface) }
        scripts = scripts.map(\.withoutWeight)
        files = files.map(\.withoutWeight)
        processes = processes.map(\.withoutWeight)
        for line in virtualServers where !line.isFault { context.warnOfWeight(line.name, why, group) }
        virtualServers.removeAll { !$0.isFault }
    }

    private var weightedNames: [String] {
        interfaces.filter { $0.weight != nil }.map(\.interface.description)
            + (scripts + files + processes).filter { $0.weight != 0 }.map(\.name)
    }

    /// Takes out what a member of a sync group cannot use, since its group has no priority: an interface counts without
    /// its weight, and so does a file with the standard weight.
    mutating func dropWeights(
        inGroup group: String, of name: String, at position: SourceOffset, _ context: inout ReadingContext
    ) {
        let why =
            "'\(name)' is in the sync group '\(group)', which has no 'sync_group_tracking_weight'"
        interfaces = interfaces.map { line in
            if line.weight != nil {
                context.warning(
                    "the weight of '\(line.interface)' does not count: \(why); it is FAULT while down", at: position)
            }
            return TrackInterfaceLine(interface: line.interface)
        }
        files = files.map { line in
            guard line.weight == 1 else { return line }
            return TrackReference(name: line.name, weight: 0, isReversed: line.isReversed)
        }
        for line in scripts + files + processes where line.weight != 0 {
            context.warning("'\(line.name)' is not followed, because it has a weight: \(why)", at: position)
        }
        scripts.removeAll { $0.weight != 0 }
        files.removeAll { $0.weight != 0 }
        processes.removeAll { $0.weight != 0 }
        for line in virtualServers where !line.isFault {
            context.warning("'\(line.name)' is not followed, because it has a weight: \(why)", at: position)
        }
        virtualServers.removeAll { !$0.isFault }
    }
}

extension TrackReference {
    fileprivate var withoutWeight: TrackReference { TrackReference(name: name, weight: 0, isReversed: isReversed) }
}

extension ReadingContext {
    fileprivate mutating func warnOfWeight(_ tracker: String, _ why: String, _ owner: Word) {
        warning("'\(tracker)' is not followed, because it has a weight: \(why)", at: owner.position)
    }
}
