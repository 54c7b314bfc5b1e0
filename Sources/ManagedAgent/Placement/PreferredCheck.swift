package import Addresses
package import Deadlines

/// Brings an agent back to its preferred server: it waits while the agent is elsewhere, asks whether the preferred
/// server answers and whether the agent is busy, and then has it reconnect.
///
/// One deadline; whoever carries out an action tells how it ended. Answers that nobody waits for any more have no effect.
package struct PreferredCheck: Sendable {
    package struct Settings: Hashable, Sendable {
        /// Whether there is a reconnect action at all.
        package var reconnects: Bool
        /// Whether the agent can be asked whether it is busy.
        package var asksWhetherBusy: Bool
        /// The least time between two reconnects. It doubles with each one that did not help, up to a day.
        package var minReconnectInterval: Nanoseconds
        /// How long the agent may stay at a server it must avoid; zero: as long as at any other.
        package var leaveAvoidedAfter: Nanoseconds
        /// The port of servers that name none.
        package var usualPort: UInt16

        package init(
            reconnects: Bool, asksWhetherBusy: Bool = false, minReconnectInterval: Nanoseconds = .seconds(3_600),
            leaveAvoidedAfter: Nanoseconds = .seconds(60), usualPort: UInt16 = 8250
        ) {
            self.reconnects = reconnects
            self.asksWhetherBusy = asksWhetherBusy
            self.minReconnectInterval = minReconnectInterval
            self.leaveAvoidedAfter = leaveAvoidedAfter
            self.usualPort = usualPort
        }
    }

    package enum Action: Hashable, Sendable {
        /// See whether the server takes a connection, and say so with `probed`.
        case probe(ServerName)
        /// See whether the agent is busy, and say so with `heard(isBusy:)`.
        case askWhetherBusy
        /// Have the agent reconnect, and say with `reconnected` that it was tried.
        case reconnect(to: ServerName)
    }

    private enum Phase: Hashable, Sendable {
        case resting
        case waiting(until: Instant)
        case probing(ServerName, others: [ServerName])
        case asking(ServerName)
        case reconnecting
    }

    private static let longestPause = Nanoseconds.seconds(86_400)
    private static let longestJitter = Nanoseconds.seconds(30)

    private var settings: Settings
    private var phase = Phase.resting
    private var placement: Placement?
    private var connections: [Endpoint] = []
    private var names = NameBook()
    private var isSuspended = false
    private var isSpent = false
    private var lastReconnect: Instant?
    /// Reconnects in a row after which the agent was not where it should be.
    private var failures: Int64 = 0
    /// Since when the agent has been somewhere else than it should.
    package private(set) var misplacedSince: Instant?
    /// Why the last check left the agent where it is.
    package private(set) var impediment: Impediment?
    /// The next check is not before this.
    private var pausedUntil: Instant?

    /// - Parameter lastReconnect: when an earlier life of this program had the agent reconnect.
    package init(_ settings: Settings, lastReconnect: Instant? = nil) {
        self.settings = settings
        self.lastReconnect = lastReconnect
    }

    /// When `advance` wants to be called.
    package var deadline: Instant? {
        if case .waiting(let instant) = phase { instant } else { nil }
    }

    package var standing: Standing {
        Standing(of: connections, in: placement, names: names, usualPort: settings.usualPort)
    }

    /// Goes on by other settings; what was found, and when the agent reconnected, still counts.
    package mutating func change(_ settings: Settings, at now: Instant, using chance: inout some RandomNumberGenerator)
    {
        guard settings != self.settings else { return }
        self.settings = settings
        reassess(at: now, using: &chance)
    }

    // MARK: What is so

    package mutating func follow(
        _ placement: Placement, at now: Instant, using chance: inout some RandomNumberGenerator
    ) {
        if self.placement?.differsInAvoidedOnly(from: placement) != true {
            isSpent = false
            failures = min(failures, 1)
            rest()
        }
        self.placement = placement
        reassess(at: now, using: &chance)
    }

    package mutating func see(
        _ connections: [Endpoint], at now: Instant, using chance: inout some RandomNumberGenerator
    ) {
        guard connections != self.connections else { return }
        self.connections = connections
        reassess(at: now, using: &chance)
    }

    package mutating func know(_ names: NameBook, at now: Instant, using chance: inout some RandomNumberGenerator) {
        guard names != self.names else { return }
        self.names = names
        reassess(at: now, using: &chance)
    }

    /// Stops for as long as somebody else moves the agent.
    package mutating func suspend(
        _ isSuspended: Bool, at now: Instant, using chance: inout some RandomNumberGenerator
    ) {
        guard isSuspended != self.isSuspended else { return }
        self.isSuspended = isSuspended
        reassess(at: now, using: &chance)
    }

    // MARK: What is done

    /// Begins the check that is due.
    package mutating func advance(
        at now: Instant, using chance: inout some RandomNumberGenerator
    ) -> Action? {
        guard case .waiting(let instant) = phase, instant <= now else { return nil }
        guard let first = candidates.first else {
            retry(.noOtherServer, at: now, using: &chance)
            return nil
        }
        phase = .probing(first, others: Array(candidates.dropFirst()))
        return .probe(first)
    }

    package mutating func probed(
        _ server: ServerName, answers: Bool, at now: Instant, using chance: inout some RandomNumberGenerator
    ) -> Action? {
        guard case .probing(server, let others) = phase else { return nil }
        if answers {
            guard settings.asksWhetherBusy else { return reconnect(to: server, at: now) }
            phase = .asking(server)
            return .askWhetherBusy
        }
        guard let next = others.first else {
            retry(.noAnswer, at: now, using: &chance)
            return nil
        }
        phase = .probing(next, others: Array(others.dropFirst()))
        return .probe(next)
    }

    package mutating func heard(
        isBusy: Bool, at now: Instant, using chance: inout some RandomNumberGenerator
    ) -> Action? {
        guard case .asking(let server) = phase else { return nil }
        guard isBusy else { return reconnect(to: server, at: now) }
        retry(.busy, at: now, using: &chance)
        return nil
    }

    package mutating func reconnected(at now: Instant, using chance: inout some RandomNumberGenerator) {
        guard phase == .reconnecting else { return }
        phase = .resting
        rest()
        reassess(at: now, using: &chance)
    }

    // MARK: What follows

    /// The servers that the agent may go to. From one of its list only its preferred server calls it away; where it must
    /// not stay, the next one does, too.
    private var candidates: [ServerName] {
        guard let placement, let preferred = placement.preferred else { return [] }
        let eligible = standing == .elsewhere ? [preferred] : placement.servers
        return eligible.filter { server in
            let isAvoided = placement.avoid.contains {
                names.areSame($0, server, usualPort: settings.usualPort)
            }
            return !isAvoided && !connections.contains { names.leads($0, to: server, usualPort: settings.usualPort) }
        }
    }

    /// How long the agent may be where it is; nil: for ever.
    private var patience: Nanoseconds? {
        guard let placement else { return nil }
        let usual = placement.interval > .zero ? placement.interval : nil
        switch standing {
        case .unknown, .unlinked, .preferred: return nil
        case .elsewhere, .stranger: return usual
        case .avoided:
            guard settings.leaveAvoidedAfter > .zero else { return usual }
            return min(usual ?? settings.leaveAvoidedAfter, settings.leaveAvoidedAfter)
        }
    }

    private mutating func reassess(at now: Instant, using chance: inout some RandomNumberGenerator) {
        guard phase != .reconnecting else { return }
        let standing = standing
        if standing == .preferred {
            failures = 0
            isSpent = true
        }
        guard standing != .preferred, standing != .unlinked, standing != .unknown else { return rest() }
        let since = misplacedSince ?? now
        misplacedSince = since
        // One shot is for the list; from a server that must be avoided there is always a way.
        let isDone = placement?.isOneShot == true && isSpent && standing != .avoided
        guard let patience, settings.reconnects, !isSuspended, !isDone else {
            phase = .resting
            return
        }
        wait(until: since + patience, patience, using: &chance)
    }

    private mutating func rest() {
        if phase != .reconnecting { phase = .resting }
        misplacedSince = nil
        pausedUntil = nil
        impediment = nil
    }

    /// The check brought nothing: another one follows after the same time, unless it was the only one.
    private mutating func retry(
        _ impediment: Impediment, at now: Instant, using chance: inout some RandomNumberGenerator
    ) {
        self.impediment = impediment
        isSpent = true
        phase = .resting
        guard let patience, placement?.isOneShot != true || standing == .avoided else { return }
        pausedUntil = now + patience
        wait(until: now + patience, patience, using: &chance)
    }

    private mutating func wait(
        until instant: Instant, _ patience: Nanoseconds, using chance: inout some RandomNumberGenerator
    ) {
        let earliest = max(instant, gate, pausedUntil ?? instant)
        let jitter = min(patience / 4, Self.longestJitter)
        switch phase {
        // What is planned or under way goes on.
        case .waiting(let planned) where planned >= earliest && planned <= earliest + jitter: return
        case .probing, .asking, .reconnecting: return
        case .waiting, .resting:
            phase = .waiting(until: earliest + chance.time(below: jitter))
        }
    }

    private mutating func reconnect(to server: ServerName, at now: Instant) -> Action {
        impediment = nil
        isSpent = true
        lastReconnect = now
        failures += 1
        phase = .reconnecting
        return .reconnect(to: server)
    }

    /// When the agent may be reconnected again.
    private var gate: Instant {
        guard let lastReconnect else { return Instant(nanoseconds: .min) }
        let doublings = min(max(failures - 1, 0), 20)
        let pause = settings.minReconnectInterval * (1 << doublings)
        return lastReconnect + min(pause, max(Self.longestPause, settings.minReconnectInterval))
    }
}
