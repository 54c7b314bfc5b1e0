/// ipvsadm's names for the switches of schedulers: `sh` and `mh` have their own for the first two.
enum SchedulerFlagName {
    private static let all: [ServiceFlags] = [.schedulerFlag1, .schedulerFlag2, .schedulerFlag3]

    /// The names of a service's switches.
    static func names(of service: VirtualService) -> [String] {
        all.enumerated().filter { service.flags.contains($1) }.map { index, _ in
            ownNames(service.scheduler)[index] ?? "flag-\(index + 1)"
        }
    }

    /// The switch of a name; nil where the scheduler has none of that name.
    static func flag(_ name: some StringProtocol, of scheduler: Scheduler) -> ServiceFlags? {
        let own = ownNames(scheduler)
        for index in all.indices where name == "flag-\(index + 1)" || own[index].map({ name == $0 }) == true {
            return all[index]
        }
        return nil
    }

    private static func ownNames(_ scheduler: Scheduler) -> [String?] {
        switch scheduler {
        case .sourceHashing: ["sh-fallback", "sh-port", nil]
        case .maglevHashing: ["mh-fallback", "mh-port", nil]
        default: [nil, nil, nil]
        }
    }
}
