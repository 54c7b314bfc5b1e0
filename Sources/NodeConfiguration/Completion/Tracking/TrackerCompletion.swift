import Deadlines

extension TrackerDrafts {
    /// The scripts that somebody follows.
    func completedScripts(_ index: TrackerIndex, _ context: inout ReadingContext) -> [TrackScript] {
        scripts.filter { index.holds($0.name, .script) }.compactMap { draft in
            draft.completed(&context).flatMap { index.followed($0, draft.name, .script, &context) }
        }
    }

    /// The files that somebody follows.
    func completedFiles(_ index: TrackerIndex, _ context: inout ReadingContext) -> [TrackFile] {
        files.filter { index.holds($0.name, .file) }.compactMap { draft in
            draft.completed(&context).flatMap { index.followed($0, draft.name, .file, &context) }
        }
    }

    /// The processes that somebody follows.
    func completedProcesses(_ index: TrackerIndex, _ context: inout ReadingContext) -> [TrackProcess] {
        processes.filter { index.holds($0.name, .process) }.compactMap { draft in
            draft.completed(&context).flatMap { index.followed($0, draft.name, .process, &context) }
        }
    }
}

extension TrackerIndex {
    /// The block where somebody follows it; says so where nobody does.
    fileprivate func followed<Block>(
        _ block: Block, _ name: Word, _ kind: Kind, _ context: inout ReadingContext
    ) -> Block? {
        if isFollowed(name, kind) || kind == .file && context.checkedFiles.contains(name.text) { return block }
        guard !isReleased(name, kind) else { return nil }
        context.warning("\(kind.rawValue) '\(name.text)' is followed by nobody: it is left out", at: name.position)
        return nil
    }
}

extension TrackScriptDraft {
    fileprivate func completed(_ context: inout ReadingContext) -> TrackScript? {
        guard let given = script.value else {
            if !script.isGiven { context.error("vrrp_script '\(name.text)' has no 'script'", at: name.position) }
            return nil
        }
        var command = given
        if let user = user.value {
            command = Command(
                words: given.words, user: user.user, group: user.group,
                hasSupplementaryGroups: user.hasSupplementaryGroups, position: given.position)
        }
        var result = TrackScript(name: name.text, command: command)
        result.interval = atLeast(interval, "interval", &context) ?? result.interval
        result.timeout = atLeast(timeout, "timeout", &context) ?? result.interval
        result.weight = weight.value ?? result.weight
        result.rise = rise.value ?? result.rise
        result.fall = fall.value ?? result.fall
        return result
    }

    /// 0 stands for 1 s.
    private func atLeast(
        _ setting: Setting<Nanoseconds>, _ keyword: String, _ context: inout ReadingContext
    ) -> Nanoseconds? {
        guard setting.value == .zero, let position = setting.position else { return setting.value }
        context.warning("'\(keyword) 0' is read as 1 second", at: position)
        return .seconds(1)
    }
}

extension TrackFileDraft {
    fileprivate func completed(_ context: inout ReadingContext) -> TrackFile? {
        guard let path = path.value else {
            if !path.isGiven { context.error("track_file '\(name.text)' has no 'file'", at: name.position) }
            return nil
        }
        var result = TrackFile(name: name.text, path: path)
        result.weight = weight.value ?? result.weight
        result.initial = initial.value
        return result
    }
}

extension TrackProcessDraft {
    fileprivate func completed(_ context: inout ReadingContext) -> TrackProcess? {
        guard let words = process.value, let program = words.first else {
            if !process.isGiven {
                context.error("vrrp_track_process '\(name.text)' has no 'process'", at: name.position)
            }
            return nil
        }
        var result = TrackProcess(name: name.text, process: program)
        result.parameters = Array(words.dropFirst())
        // Parameters are seen on the command line only, and all of them count unless it is said how many.
        result.match = match.value ?? (words.count > 1 ? .exact : .any)
        result.isFullCommand = fullCommand.value ?? (result.match != .any)
        result.weight = weight.value ?? result.weight
        result.quorum = quorum.value ?? result.quorum
        result.quorumMax = quorumMax.value
        result.forkDelay = forkDelay.value ?? result.forkDelay
        result.terminateDelay = terminateDelay.value ?? result.terminateDelay
        // "None may run" needs no quorum.
        if let most = result.quorumMax, most > 0, most < result.quorum, let position = quorumMax.position {
            context.error("'quorum_max \(most)' is below the quorum of \(result.quorum)", at: position)
            return nil
        }
        return result
    }
}
