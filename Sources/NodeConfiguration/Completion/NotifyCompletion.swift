extension NotifyDraft {
    /// The commands; what the block does not say, `inherited` does.
    func completed(priorityChanges inherited: Bool) -> NotifyCommands {
        var commands = NotifyCommands()
        commands.master = master.value
        commands.backup = backup.value
        commands.fault = fault.value
        commands.stop = stop.value
        commands.deleted = deleted.value
        commands.tellsDeleted = deleted.isGiven
        commands.any = any.value
        commands.masterReceivesLowerPriority = masterReceivesLowerPriority.value
        commands.priorityChanges = priorityChanges.value ?? inherited
        return commands
    }
}

extension UpDownNotified {
    /// The scripts; nil where there are none.
    var completedScripts: UpDownScripts? {
        upDown.first.map { UpDownScripts(up: $0.up.value, down: $0.down.value) }
    }
}

extension ScriptGlobalsDraft {
    func complete(_ globals: inout GlobalDefinitions, _ context: inout ReadingContext) {
        globals.scriptUser = user.value
        globals.enablesScriptSecurity = security.value ?? false
        globals.keepsSymbolicLinks = keepsSymbolicLinks.value ?? false
        globals.setsSupplementaryGroups = supplementaryGroups.value ?? false
        globals.notifyPriorityChanges = priorityChanges.value ?? false
        globals.writesStatesOnReload = statesOnReload.value ?? false
        globals.notifiesInitialServers = initialServers.value ?? false
        globals.startupScript = startup.completed("startup_script", &context)
        globals.shutdownScript = shutdown.completed("shutdown_script", &context)
        globals.notifyFIFO = fifo.completed("notify_fifo", &context)
        globals.vrrpNotifyFIFO = vrrpFIFO.completed("vrrp_notify_fifo", &context)
        globals.lvsNotifyFIFO = lvsFIFO.completed("lvs_notify_fifo", &context)
        var places: [String: SourceOffset] = [:]
        let pipes = [fifo, vrrpFIFO, lvsFIFO].compactMap { draft in
            draft.pipe.position.flatMap { position in draft.pipe.value.map { ($0.path, position) } }
        }
        for (path, position) in pipes.sorted(by: { $0.1 < $1.1 }) {
            guard let earlier = places.updateValue(position, forKey: path) else { continue }
            context.error(
                "'\(path)' is already a FIFO at \(context.position(of: earlier)): each needs a name of its own",
                at: position)
        }
    }
}

extension LifeScriptDraft {
    fileprivate func completed(_ name: String, _ context: inout ReadingContext) -> LifeScript? {
        guard let command = script.value else {
            if let position = timeout.position, !script.isGiven {
                context.warning("'\(name)_timeout' has no effect without '\(name)'", at: position)
            }
            return nil
        }
        return timeout.value.map { LifeScript(command: command, timeout: $0) } ?? LifeScript(command: command)
    }
}

extension FIFODraft {
    fileprivate func completed(_ name: String, _ context: inout ReadingContext) -> NotifyFIFO? {
        guard let (path, user) = pipe.value else {
            if let position = script.position, !pipe.isGiven {
                context.warning("'\(name)_script' has no effect without '\(name)'", at: position)
            }
            return nil
        }
        return NotifyFIFO(path: path, user: user?.user, group: user?.group, script: script.value)
    }
}
