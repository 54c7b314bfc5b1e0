package import NodeConfiguration
package import Scripts

/// The programs behind the command lines of a configuration: which may be run, and as whom.
package struct ScriptBook: Sendable {
    private var commands: [Command: ScriptCommand] = [:]
    private var refused: Set<Command> = []
    /// Command lines that are not run, with the reason, in the order of the file.
    package private(set) var refusals: [(command: Command, reason: String)] = []
    /// Those that are run although others than root could change what they do.
    package private(set) var objections: [(command: Command, reason: String)] = []
    /// Who owns a FIFO that says nothing of it.
    package let locator: ScriptLocator

    /// Looks every program up in the file system, and users in the host's lists.
    package init(_ lines: [Command], policy: ScriptLocator.Policy) {
        locator = ScriptLocator(policy)
        // Many services may have the same script: it is looked for once.
        var found: [Command: Result<ScriptLocator.Located, ScriptLocator.Refusal>] = [:]
        for line in lines {
            let bare = line.withoutPlace
            let result = found[bare] ?? Self.locate(line, with: locator)
            found[bare] = result
            switch result {
            case .success(let located):
                commands[bare] = located.command
                if let objection = located.objection { objections.append((line, objection)) }
            case .failure(let refusal):
                refused.insert(bare)
                refusals.append((line, refusal.description))
            }
        }
    }

    private static func locate(
        _ line: Command, with locator: ScriptLocator
    ) -> Result<ScriptLocator.Located, ScriptLocator.Refusal> {
        do throws(ScriptLocator.Refusal) {
            return .success(try locator.locate(ScriptLocator.Request(line)))
        } catch {
            return .failure(error)
        }
    }

    /// Whether the configuration has the command line, run or not.
    package func has(_ line: Command) -> Bool {
        commands[line.withoutPlace] != nil || refused.contains(line.withoutPlace)
    }

    /// Nil for a command line that is not run.
    package subscript(_ line: Command) -> ScriptCommand? { commands[line.withoutPlace] }
}

extension ScriptLocator.Request {
    package init(_ line: Command) {
        self.init(
            words: line.words, user: line.user, group: line.group, hasSupplementaryGroups: line.hasSupplementaryGroups)
    }
}

extension ScriptLocator.Policy {
    package init(_ globals: GlobalDefinitions) {
        self.init(
            user: globals.scriptUser?.user, group: globals.scriptUser?.group,
            hasSupplementaryGroups: globals.setsSupplementaryGroups
                || globals.scriptUser?.hasSupplementaryGroups == true,
            isStrict: globals.enablesScriptSecurity, keepsSymbolicLinks: globals.keepsSymbolicLinks)
    }
}
