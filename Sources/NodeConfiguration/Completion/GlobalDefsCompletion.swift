extension GlobalDefsDraft {
    /// The definitions with their defaults.
    func completed(_ context: inout ReadingContext) -> GlobalDefinitions {
        var globals = GlobalDefinitions()
        globals.routerID = routerID.value
        globals.auditInterval = auditInterval.value ?? globals.auditInterval
        globals.drainTimeout = drainTimeout.value ?? globals.drainTimeout
        globals.ipvsSysctls = ipvsSysctls.completed(context)
        globals.flushesAtStart = flushesAtStart.value ?? globals.flushesAtStart
        globals.flushesAtStop = flushesAtStop.value ?? globals.flushesAtStop
        globals.logsAllFailures = logsAllFailures.value ?? false
        globals.dumpFiles = DumpFiles(
            state: stateDumpFile.value, statistics: statisticsDumpFile.value, json: jsonDumpFile.value)
        globals.packetFilter = packetFilter.completed()
        globals.mail = mail.completed()
        globals.connectionTimeouts = connections.timeouts.value
        vrrp.complete(&globals)
        scripts.complete(&globals, &context)
        return globals
    }
}

extension IPVSSysctlDraft {
    /// The settings in the order of the file.
    func completed(_ context: ReadingContext) -> [IPVSSysctl] {
        values.compactMap { name, setting in
            guard let value = setting.value, let position = setting.position else { return nil }
            return IPVSSysctl(name: name, value: value, position: context.position(of: position))
        }.sorted { ($0.position.line, $0.position.column) < ($1.position.line, $1.position.column) }
    }
}
