/// The switches of the scheduler as they stand in a `virtual_server`.
struct SchedulerFlagsDraft {
    var first = Setting<Bool>()
    var second = Setting<Bool>()
    var third = Setting<Bool>()
    var sourceHashingFallback = Setting<Bool>()
    var sourceHashingPort = Setting<Bool>()
    var maglevHashingFallback = Setting<Bool>()
    var maglevHashingPort = Setting<Bool>()

    /// The switches that the scheduler has; it is said of others that they have no effect.
    func completed(_ scheduler: String, _ context: inout ReadingContext) -> SchedulerFlags {
        let own: [(setting: Setting<Bool>, keyword: String, scheduler: String, flag: SchedulerFlags)] = [
            (sourceHashingFallback, "sh-fallback", "sh", .first), (sourceHashingPort, "sh-port", "sh", .second),
            (maglevHashingFallback, "mh-fallback", "mh", .first), (maglevHashingPort, "mh-port", "mh", .second),
        ]
        var flags: SchedulerFlags = []
        for (setting, flag) in [(first, SchedulerFlags.first), (second, .second), (third, .third)] where setting.isGiven
        {
            flags.insert(flag)
        }
        for switched in own {
            guard let position = switched.setting.position else { continue }
            if switched.scheduler == scheduler {
                flags.insert(switched.flag)
            } else {
                context.warning("'\(switched.keyword)' has no effect: the scheduler is \(scheduler)", at: position)
            }
        }
        return flags
    }
}

extension Keyword<VirtualServerDraft> {
    @KeywordList<VirtualServerDraft> static var schedulerFlags: [Keyword<VirtualServerDraft>] {
        Keyword.flag("flag-1", \.schedulerFlags.first)
        Keyword.flag("flag-2", \.schedulerFlags.second)
        Keyword.flag("flag-3", \.schedulerFlags.third)
        Keyword.flag("sh-fallback", \.schedulerFlags.sourceHashingFallback)
        Keyword.flag("sh-port", \.schedulerFlags.sourceHashingPort)
        Keyword.flag("mh-fallback", \.schedulerFlags.maglevHashingFallback)
        Keyword.flag("mh-port", \.schedulerFlags.maglevHashingPort)
    }
}
