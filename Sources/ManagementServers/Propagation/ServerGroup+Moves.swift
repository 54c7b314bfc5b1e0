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
    package var waitingMoves: Int { learning == nil ? waiting.count : 0 }

    /// Whether agents are answered with what they hold, for their positions are not known.
    package var isLearning: Bool { learning != nil }

    /// Begins to learn which agents there are, or goes on until then. Lists that do not depend on positions are right
    /// all the same.
    package mutating func beginLearning(until end: Instant) {
        guard settings.algorithm.dependsOnPositions else {
            if learning != nil { endLearning() }
            return
        }
        if learning == nil { learning = Learning(until: end) } else { learning?.until = end }
    }

    /// All agents are known.
    package mutating func endLearning() {
        learning = nil
        reconsider(insteadOf: lineup)
    }

    /// Makes another line-up the one that counts. Agents that it sends to another server wait for their turn.
    mutating func lineUp(_ next: ServerLineup) {
        let former = lineup
        lineup = next
        guard !next.orders(like: former) else { return }
        reconsider(insteadOf: former)
    }

    /// Lets those move whose turn has come, forgets who was silent for too long, and ends the learning in time.
    package mutating func advance(at now: Instant) -> Progress {
        var progress = Progress()
        if let end = learning?.until, end <= now {
            endLearning()
            progress.isLearned = true
        }
        progress.expired = expire(at: now)
        if waitingMoves > 0 {
            progress.released = release(pace.take(waiting.count, at: now))
        }
        return progress
    }

    /// When `advance(at:)` has something to do next; nil where nothing is in sight.
    package func deadline(at now: Instant) -> Instant? {
        let move = waitingMoves > 0 ? pace.next(at: now) : nil
        return [learning?.until, expiryDue, move].compactMap(\.self).min()
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
