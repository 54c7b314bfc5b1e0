import Addresses
import Deadlines
import VRRPEngine

/// A router under test with a time of its own, started with a source address.
struct Trial {
    var router: VirtualRouter
    var now = Samples.start
    /// What the last step asked for.
    var actions: [Action] = []

    init(_ settings: RouterSettings, source: IPAddress = Samples.ours, started: Bool = true) {
        router = VirtualRouter(settings, at: now)
        router.handle(.sourceAddressChanged(source), at: now, into: &actions)
        if started { handle(.start) }
    }

    /// A master: a backup whose master stayed silent. `now` is when it took over.
    static func master(_ settings: RouterSettings = Samples.settings()) -> Trial {
        var trial = Trial(settings)
        if trial.router.state == .backup { trial.runToDeadline() }
        return trial
    }

    mutating func handle(_ event: Event) {
        actions.removeAll()
        router.handle(event, at: now, into: &actions)
    }

    mutating func hear(
        priority: UInt8, interval: Nanoseconds = .seconds(1), from source: IPAddress = Samples.smaller
    ) {
        handle(.advertisement(Advertisement(priority: priority, interval: interval), from: source))
    }

    mutating func wait(_ interval: Nanoseconds) {
        now = now + interval
    }

    /// Moves on to the router's deadline and tells it.
    mutating func runToDeadline() {
        guard let deadline = router.deadline else { return }
        now = deadline
        handle(.deadlineReached)
    }

    /// From now to the router's deadline.
    var timeLeft: Nanoseconds? {
        router.deadline.map { $0 - now }
    }

    var adverts: [UInt8] {
        actions.compactMap {
            if case .sendAdvertisement(let priority) = $0 { priority } else { nil }
        }
    }

    var announcements: [Int] {
        actions.compactMap {
            if case .announce(let repetitions) = $0 { repetitions } else { nil }
        }
    }

    var observations: [Observation] {
        actions.compactMap {
            if case .report(let observation) = $0 { observation } else { nil }
        }
    }
}
