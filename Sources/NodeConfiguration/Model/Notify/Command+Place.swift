extension Command {
    /// The same line, wherever it stands.
    package var withoutPlace: Command {
        Command(
            words: words, user: user, group: group, hasSupplementaryGroups: hasSupplementaryGroups, position: .nowhere)
    }
}

extension NotifyCommands {
    /// The same commands, wherever they stand.
    package var withoutPlaces: NotifyCommands {
        var commands = self
        for path in [
            \NotifyCommands.master, \.backup, \.fault, \.stop, \.deleted, \.any, \.masterReceivesLowerPriority,
        ] {
            commands[keyPath: path] = self[keyPath: path]?.withoutPlace
        }
        return commands
    }
}

extension TrackScript {
    /// The same script, wherever it stands.
    package var withoutPlace: TrackScript {
        var script = TrackScript(name: name, command: command.withoutPlace)
        script.interval = interval
        script.timeout = timeout
        script.weight = weight
        script.rise = rise
        script.fall = fall
        return script
    }
}

extension RouteLine {
    /// The same route, wherever it stands.
    package var withoutPlace: RouteLine {
        var line = self
        line.position = .nowhere
        return line
    }
}

extension RuleLine {
    /// The same rule, wherever it stands.
    package var withoutPlace: RuleLine {
        var line = self
        line.position = .nowhere
        return line
    }
}

extension LifeScript {
    /// The same script, wherever it stands.
    package var withoutPlace: LifeScript { LifeScript(command: command.withoutPlace, timeout: timeout) }
}

extension SourcePosition {
    /// For comparisons in which places do not matter.
    static let nowhere = SourcePosition(file: "", line: 0, column: 0)
}
