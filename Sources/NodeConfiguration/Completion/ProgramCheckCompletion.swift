extension CheckDraft {
    /// The program of a `MISC_CHECK` with its user.
    func completedScript(_ context: inout ReadingContext) -> Check.Kind? {
        guard let given = script.value else {
            if !script.isGiven { context.error("'MISC_CHECK' needs a 'misc_path'", at: position) }
            return nil
        }
        var command = given
        if let user = scriptUser.value {
            command = Command(
                words: given.words, user: user.user, group: user.group,
                hasSupplementaryGroups: user.hasSupplementaryGroups, position: given.position)
        }
        context.checkScripts.append((command, script.position ?? position))
        return .script(ScriptCheckSettings(command: command, isDynamic: isDynamic.value ?? false))
    }

    /// The file of a `FILE_CHECK` with its weight.
    func completedFile(_ context: inout ReadingContext) -> Check.Kind? {
        guard let name = trackFile.value else {
            if !trackFile.isGiven { context.error("'FILE_CHECK' needs a 'track_file'", at: position) }
            return nil
        }
        guard let file = context.trackFiles.first(where: { $0.name.text == name.text }) else {
            context.error(
                "there is no track_file '\(name.text)' above this check", at: name.position,
                suggestion: Suggestion.closest(to: name.text, among: context.trackFiles.map(\.name.text)))
            return nil
        }
        context.checkedFiles.insert(name.text)
        return .file(FileCheckSettings(name: name.text, weight: fileWeight.or(file.weight).value ?? Weight(1)))
    }
}

extension ReadingContext {
    /// Says which scripts of checks cannot be run, or should not be.
    mutating func reportScripts(under globals: GlobalDefinitions) {
        var known: [Command: OutsideJudgement.Objection?] = [:]
        for (command, position) in checkScripts {
            let key = command.withoutPlace
            let objection = known[key] ?? judgement.ofScript(command, globals)
            known[key] = .some(objection)
            let program = command.words.first ?? ""
            switch objection {
            case nil: break
            case .refused(let reason):
                error(
                    "this check cannot run '\(program)': \(reason);"
                        + " keepalived would drop the check and leave the server in service for ever", at: position)
            case .insecure(let reason):
                warning(
                    "'\(program)' is run as root, and \(reason); enable_script_security would refuse it",
                    at: position)
            }
        }
    }
}
