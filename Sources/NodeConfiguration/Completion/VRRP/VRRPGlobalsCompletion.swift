import Deadlines

extension VRRPGlobalsDraft {
    func complete(_ globals: inout GlobalDefinitions) {
        globals.vrrpVersion = version.value ?? globals.vrrpVersion
        globals.vrrpWaitForServices = waitForServices.value ?? globals.vrrpWaitForServices
        globals.multicastGroup4 = multicastGroup4.value
        globals.multicastGroup6 = multicastGroup6.value
        globals.lifetime = lifetime.value ?? globals.lifetime
        globals.startupDelay = startupDelay.value ?? globals.startupDelay
        globals.delayAfterBoot = delayAfterBoot.value ?? globals.delayAfterBoot
        globals.announcements = completedAnnouncements()
        globals.vrrpThread.niceValue = niceValue.value
        globals.vrrpThread.realTimePriority = realTimePriority.value
        globals.vrrpThread.isLocked = noSwap.value ?? false
        globals.vrrpThread.processors = processors.value ?? []
        globals.vrrpThread.realTimeLimit = realTimeLimit.value
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
