package import Deadlines

/// Whether as many processes run as should.
package struct ProcessQuorum: Hashable, Sendable {
    package struct Settings: Hashable, Sendable {
        /// The fewest that are good.
        package let least: Int
        /// The most that are good; nil for any number. Zero: none may run.
        package let most: Int?
        /// How long a number that grew must last before it counts.
        package let forkDelay: Nanoseconds
        /// How long one that fell must last.
        package let terminateDelay: Nanoseconds

        package init(
            least: Int = 1, most: Int? = nil, forkDelay: Nanoseconds = .zero, terminateDelay: Nanoseconds = .zero
        ) {
            // "At most 0" leaves nothing for a lower bound to ask for.
            self.least = min(least, most ?? least)
            self.most = most
            self.forkDelay = forkDelay
            self.terminateDelay = terminateDelay
        }
    }

    package private(set) var settings: Settings
    private var signal = DelayedSignal()
    private var count = 0

    package init(_ settings: Settings) {
        self.settings = settings
    }

    package var deadline: Instant? { signal.deadline }

    /// Notes how many run now. Returns whether the finding changed.
    package mutating func note(_ count: Int, at now: Instant) -> Bool {
        let delay = count > self.count ? settings.forkDelay : settings.terminateDelay
        self.count = count
        return signal.note(isGood(by: settings), after: delay, at: now)
    }

    package mutating func settle(at now: Instant) -> Bool { signal.settle(at: now) }

    /// The same processes with other settings: the number that was counted last is judged by them at once.
    package func with(_ settings: Settings) -> ProcessQuorum {
        var quorum = self
        quorum.settings = settings
        // Delays alone leave a change that is under way its time.
        guard signal.value != nil, settings.least != self.settings.least || settings.most != self.settings.most else {
            return quorum
        }
        quorum.signal = DelayedSignal(isGood(by: settings))
        return quorum
    }

    private func isGood(by settings: Settings) -> Bool {
        count >= settings.least && count <= settings.most ?? .max
    }

    package var finding: TrackerFinding {
        switch signal.value {
        case nil: .undecided
        case true?: .good
        case false?: .bad("counts \(count) where \(wish) should run")
        }
    }

    private var wish: String {
        switch settings.most {
        case nil: "at least \(settings.least)"
        case 0?: "none"
        case let most?: settings.least == most ? "\(most)" : "\(settings.least) to \(most)"
        }
    }
}
