package import Deadlines

extension ServerGroup {
    /// What the passing of time did.
    package struct Progress: Hashable, Sendable {
        /// Agents whose turn to move has come.
        package var released: [AgentID] = []
        /// Agents that are not known any more.
        package var expired: [AgentID] = []
        package var isLearned = false

        package var isEmpty: Bool { released.isEmpty && expired.isEmpty && !isLearned }
    }

    /// How many agents keep their old list until their turn comes.
    package var waitingMoves: Int { waiting.count }

    /// Whether agents are answered with what they hold, for their positions are not known.
    package var isLearning: Bool { learning != nil }

    /// Begins to learn which agents there are, or goes on until then. Lists that do not depend on positions are right
    /// all the same.
    package mutating func beginLearning(until end: Instant) {
        guard settings.algorithm.dependsOnPositions else {
            learning = nil
            return
        }
        if learning == nil { learning = Learning(until: end) } else { learning?.until = end }
    }

    /// All agents are known.
    package mutating func endLearning() {
        learning = nil
    }

    /// Makes another line-up the one that counts. Agents that it sends to another server wait for their turn.
    mutating func lineUp(_ next: ServerLineup) {
        let former = lineup
        lineup = next
        guard !next.orders(like: former) else { return }
        guard settings.maxMovesPerSecond > 0, learning == nil else {
            release(waiting.count)
            return
        }
        var waiting = self.waiting
        let number = waiting.number(former)
        let known = LineupPlaces(
            waiting.numbers.compactMap { number in
                waiting.lineup(numbered: number).map { (number, $0) }
            }, in: next)
        agents.updateEach { record, position in
            let current =
                record.waiting == .none
                ? WaitingMove(lineup: number, position: UInt32(truncatingIfNeeded: position)) : record.waiting
            let preferred = next.first(for: AgentPlace(agent: record.id, position: position))
            let move = known.preferred(by: record.id, at: current) == preferred ? WaitingMove.none : current
            waiting.replace(record.waiting, with: move)
            record.waiting = move
        }
        waiting.settle()
        self.waiting = waiting
    }

    /// Lets those move whose turn has come, forgets who was silent for too long, and ends the learning in time.
    package mutating func advance(at now: Instant) -> Progress {
        var progress = Progress()
        if let end = learning?.until, end <= now {
            learning = nil
            progress.isLearned = true
        }
        progress.expired = expire(at: now)
        if learning == nil, waiting.count > 0 {
            progress.released = release(pace.take(waiting.count, at: now))
        }
        return progress
    }

    /// When `advance(at:)` has something to do next; nil where nothing is in sight.
    package func deadline(at now: Instant) -> Instant? {
        let move = learning == nil && waiting.count > 0 ? pace.next(at: now) : nil
        return [learning?.until, expiryDue, move].compactMap(\.self).min()
    }

    /// Lets this many agents have their new lists, in order of their ids, beginning behind the last one.
    @discardableResult
    private mutating func release(_ count: Int) -> [AgentID] {
        var released: [AgentID] = []
        var waiting = self.waiting
        while released.count < count, waiting.count > 0 {
            lastReleased = agents.updateEach(after: lastReleased) { record in
                guard record.waiting != .none else { return false }
                waiting.replace(record.waiting, with: .none)
                record.waiting = .none
                released.append(record.id)
                return released.count == count
            }
        }
        waiting.settle()
        self.waiting = waiting
        return released
    }

    private mutating func expire(at now: Instant) -> [AgentID] {
        guard settings.agentExpiry > .zero, let due = expiryDue, due <= now else { return [] }
        var expired: [AgentID] = []
        var next: Instant?
        agents.forEach { record, _ in
            guard record.isRegistered else { return }
            let end = record.lastSeen + settings.agentExpiry
            if end <= now { expired.append(record.id) } else { next = min(next ?? end, end) }
        }
        for id in expired { unregister(id) }
        // Agents that live push their end before them: not a look for each heartbeat.
        let pause = max(.seconds(1), settings.agentExpiry / 16)
        expiryDue = next.map { max($0, now + pause) }
        return expired
    }
}
