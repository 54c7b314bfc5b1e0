import Deadlines

extension GlobalDefsDraft {
    /// The definitions with their defaults.
    func completed() -> GlobalDefinitions {
        var globals = GlobalDefinitions()
        globals.routerID = routerID.value
        globals.vrrpVersion = vrrpVersion.value ?? globals.vrrpVersion
        globals.vrrpWaitForServices = waitForServices.value ?? globals.vrrpWaitForServices
        globals.auditInterval = auditInterval.value ?? globals.auditInterval
        globals.drainTimeout = drainTimeout.value ?? globals.drainTimeout
        globals.ipvsSysctls = ipvsSysctls.completed()
        globals.flushesAtStart = flushesAtStart.value ?? globals.flushesAtStart
        globals.flushesAtStop = flushesAtStop.value ?? globals.flushesAtStop
        globals.dumpFiles = DumpFiles(
            state: stateDumpFile.value, statistics: statisticsDumpFile.value, json: jsonDumpFile.value)
        globals.announcements = completedAnnouncements()
        return globals
    }

    /// The times for a lower priority follow the master's here, and only here: an instance inherits the result.
    private func completedAnnouncements() -> AnnouncementTimes {
        var standard = AnnouncementTimes()
        if minimalAnnouncements.value == true {
            standard.masterDelay = .zero
            standard.masterRepeat = 1
        }
        var times = announcements.completed(over: standard)
        if !announcements.lowerPriorityDelay.isGiven { times.lowerPriorityDelay = times.masterDelay }
        if !announcements.lowerPriorityRepeat.isGiven { times.lowerPriorityRepeat = times.masterRepeat }
        return times
    }
}

extension IPVSSysctlDraft {
    /// The settings in the order of the file.
    func completed() -> [IPVSSysctl] {
        values.compactMap { name, setting in
            guard let value = setting.value, let position = setting.position else { return nil }
            return IPVSSysctl(name: name, value: value, position: position)
        }.sorted { ($0.position.line, $0.position.column) < ($1.position.line, $1.position.column) }
    }
}

extension AnnouncementDraft {
    /// These settings, and the outer ones where they are not given.
    func completed(over outer: AnnouncementTimes) -> AnnouncementTimes {
        var times = outer
        times.masterDelay = masterDelay.value ?? outer.masterDelay
        times.masterRepeat = masterRepeat.value ?? outer.masterRepeat
        times.masterRefresh = masterRefresh.value ?? outer.masterRefresh
        times.masterRefreshRepeat = masterRefreshRepeat.value ?? outer.masterRefreshRepeat
        times.lowerPriorityDelay = lowerPriorityDelay.value ?? outer.lowerPriorityDelay
        times.lowerPriorityRepeat = lowerPriorityRepeat.value ?? outer.lowerPriorityRepeat
        times.garpInterval = garpInterval.value ?? outer.garpInterval
        times.gnaInterval = gnaInterval.value ?? outer.gnaInterval
        return times
    }
}
