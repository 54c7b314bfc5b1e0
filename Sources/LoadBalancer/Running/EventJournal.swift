package import ControlMessages
import Deadlines
package import Logging
import Polling
import Synchronization

/// What changed, told once: every event goes to the log and to everybody who listens.
///
/// Posting never waits: listeners are only told that there is something, and fetch it from the history that all share.
/// One that is slow misses what is not kept any more, and is told how much that was.
package final class EventJournal: Sendable {
    /// How many may listen at the same time.
    package static let mostListeners = 64
    /// The longest text of an event in bytes; names and reasons may come from agents.
    private static let longestText = 1_000

    private struct State {
        var history: EventHistory
        var limiter = EventLimiter()
        var listeners: [Int: @Sendable () -> Void] = [:]
        var nextListener = 0
        var awaitsSummaries = false
    }

    private let logger: Logger
    private let state: Mutex<State>

    package init(logger: Logger) {
        self.logger = logger
        // Numbers grow over a restart, for nobody posts a million events a second.
        state = Mutex(State(history: EventHistory(first: max(1, WallClock.now.microseconds))))
    }

    /// Tells that something changed. An object that flaps is told in summaries (see ``EventLimiter``).
    ///
    /// - Parameters:
    ///   - name: what it happened to, such as `10.0.0.1:80 of TCP 192.0.2.1:80`
    ///   - reason: a phrase for people
    ///   - level: how loud the log says it
    package func post(
        _ kind: EventKind, _ name: String, from: String? = nil, to: String? = nil, _ reason: String,
        level: Logger.Level = .notice
    ) {
        let event = EventMessage(
            at: WallClock.now, kind: kind, name: name.cut(to: Self.longestText), from: from?.cut(to: Self.longestText),
            to: to?.cut(to: Self.longestText), reason: reason.cut(to: Self.longestText))
        let entry = EventLimiter.Entry(event, level: level)
        tell { limiter, now in
            let summaries = limiter.summaries(at: now)
            return limiter.admits(entry, at: now) ? summaries + [entry] : summaries
        }
    }

    /// Begins to listen; nil where too many do.
    ///
    /// - Parameter onNews: called on any thread after something came; must not wait.
    package func reader(for query: EventQuery, onNews: @escaping @Sendable () -> Void) -> EventReader? {
        state.withLock { state in
            guard state.listeners.count < Self.mostListeners else { return nil }
            let listener = state.nextListener
            state.nextListener &+= 1
            state.listeners[listener] = onNews
            return EventReader(
                journal: self, listener: listener, kinds: query.kinds, position: state.history.start(of: query))
        }
    }

    func forget(_ listener: Int) {
        state.withLock { $0.listeners[listener] = nil }
    }

    func batch(after number: Int64, of kinds: Set<EventKind>, limit: Int) -> (batch: EventBatch, last: Int64) {
        state.withLock { $0.history.batch(after: number, of: kinds, limit: limit) }
    }

    private func tell(_ choose: (inout EventLimiter, Instant) -> [EventLimiter.Entry]) {
        let (entries, listeners, deadline) = state.withLock { state in
            let entries = choose(&state.limiter, MonotonicClock.now)
            for entry in entries { state.history.append(entry.event) }
            let deadline = state.awaitsSummaries ? nil : state.limiter.deadline
            if deadline != nil { state.awaitsSummaries = true }
            return (entries, entries.isEmpty ? [:] : state.listeners, deadline)
        }
        for onNews in listeners.values { onNews() }
        for entry in entries { log(entry) }
        if let deadline { tellSummaries(at: deadline) }
    }

    private func tellSummaries(at deadline: Instant) {
        Task { [weak self] in
            try? await Task.sleep(for: .nanoseconds(max(0, (deadline - MonotonicClock.now).count)))
            self?.state.withLock { $0.awaitsSummaries = false }
            self?.tell { limiter, now in limiter.summaries(at: now) }
        }
    }

    private func log(_ entry: EventLimiter.Entry) {
        let event = entry.event
        let change = [event.from, event.to].compactMap(\.self).joined(separator: " to ")
        logger.log(level: entry.level, "\(event.name): \(change)\(change.isEmpty ? "" : ", ")\(event.reason)")
    }
}

extension String {
    /// The first bytes of a text that is longer than this.
    fileprivate func cut(to bytes: Int) -> String {
        utf8.count <= bytes ? self : String(decoding: utf8.prefix(bytes), as: UTF8.self) + "…"
    }
}
