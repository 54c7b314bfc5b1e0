import Addresses
import Deadlines
import ManagedAgent

/// A preferred-server check with a clock, the servers that answer, and an agent that does as it is told.
struct CheckScene {
    var check: PreferredCheck
    var now = Instant(nanoseconds: 1_000_000_000_000)
    var chance = SeededGenerator(seed: 1)
    var placement: Placement
    /// Servers that take connections.
    var open: Set<String> = ["10.1.1.1", "10.1.1.2", "10.1.1.3"]
    var isBusy = false
    var names = NameBook()
    /// Whether a reconnect brings the agent where it was sent.
    var obeys = true

    private(set) var probes: [String] = []
    private(set) var busyQuestions = 0
    private(set) var reconnects: [(to: String, at: Instant)] = []

    init(
        _ servers: [String], avoid: [String] = [], interval: Int64 = 60, shuffle: Bool = false,
        connected: String? = nil, settings: PreferredCheck.Settings = PreferredCheck.Settings(reconnects: true)
    ) {
        check = PreferredCheck(settings)
        placement = Placement(
            servers: servers.map(ServerName.init), avoid: avoid.map(ServerName.init), interval: .seconds(interval),
            isOneShot: shuffle)
        connect(connected)
        follow()
    }

    mutating func follow() {
        check.follow(placement, at: now, using: &chance)
    }

    mutating func connect(_ server: String?) {
        let peers = server.flatMap { IPAddress($0) }.map { [Endpoint($0, port: 8250)] } ?? []
        check.see(peers, at: now, using: &chance)
    }

    /// Lets time pass, with all that falls due in it.
    mutating func pass(_ seconds: Int64) {
        let end = now + .seconds(seconds)
        while let deadline = check.deadline, deadline <= end {
            now = max(now, deadline)
            var action = check.advance(at: now, using: &chance)
            while let next = action { action = carryOut(next) }
        }
        now = end
    }

    private mutating func carryOut(_ action: PreferredCheck.Action) -> PreferredCheck.Action? {
        switch action {
        case .probe(let server):
            probes.append(server.description)
            return check.probed(server, answers: open.contains(server.host), at: now, using: &chance)
        case .askWhetherBusy:
            busyQuestions += 1
            return check.heard(isBusy: isBusy, at: now, using: &chance)
        case .reconnect(let server):
            reconnects.append((server.description, now))
            if obeys { connect(server.host) }
            check.reconnected(at: now, using: &chance)
            return nil
        }
    }
}
