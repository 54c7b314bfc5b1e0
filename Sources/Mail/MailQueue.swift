package import Deadlines

/// Mail that waits for the mail server: in order, one at a time, with pauses that grow while the server is not there.
package struct MailQueue: Sendable {
    /// So many wait at most; where there are more, the oldest is left out.
    package static let capacity = 1_000
    /// What waited so long is left out.
    package static let lifetime = Nanoseconds.seconds(3_600)
    private static let firstPause = Nanoseconds.seconds(5)
    private static let longestPause = Nanoseconds.seconds(300)

    /// Why mail was left out.
    package enum Loss: Hashable, Sendable {
        /// More waits than may.
        case full
        /// It waited too long.
        case expired
        /// The server does not want it.
        case refused(String)
    }

    private struct Waiting {
        var message: MailMessage
        let since: Instant
        var notBefore: Instant
        /// How often its recipients were to be tried again.
        var deferrals = 0
    }

    private var waiting: [Waiting] = []
    private var underWay: Waiting?
    /// In a row.
    private var failures = 0
    /// No mail at all is sent before, for the server did not take the last one.
    private var notBefore = Instant.zero

    package init() {}

    /// Whether nothing waits and nothing is under way.
    package var isIdle: Bool { waiting.isEmpty && underWay == nil }

    package var count: Int { waiting.count + (underWay == nil ? 0 : 1) }

    /// Returns whether another one had to go.
    package mutating func append(_ message: MailMessage, at now: Instant) -> Bool {
        let isFull = waiting.count >= Self.capacity
        if isFull { waiting.removeFirst() }
        waiting.append(Waiting(message: message, since: now, notBefore: now))
        return isFull
    }

    /// Forgets what was wrong with the server, for another one has its place.
    package mutating func forgetFailures() {
        failures = 0
        notBefore = .zero
    }

    /// When there is something to send; nil where nothing waits, or one is under way.
    package var deadline: Instant? {
        guard underWay == nil, let first = waiting.map(\.notBefore).min() else { return nil }
        return max(first, notBefore)
    }

    /// Leaves out what has waited too long, and says how much that is. What is under way may still arrive.
    package mutating func expire(at now: Instant) -> Int {
        let before = waiting.count
        waiting.removeAll { now - $0.since >= Self.lifetime }
        return before - waiting.count
    }

    /// The one to send now, which counts as under way until `settle` says how it went.
    package mutating func next(at now: Instant) -> MailMessage? {
        guard underWay == nil, notBefore <= now, let index = waiting.firstIndex(where: { $0.notBefore <= now })
        else { return nil }
        let first = waiting.remove(at: index)
        underWay = first
        return first.message
    }

    /// Takes in how it went with the one that is under way, and says what is lost.
    ///
    /// What may pass is tried again: all mail waits while the server is not there, and only the mail of a recipient that
    /// the server puts off waits for that.
    package mutating func settle(_ outcome: MailOutcome, at now: Instant) -> [Loss] {
        guard var sent = underWay else { return [] }
        underWay = nil
        switch outcome {
        case .delivered(let refusals):
            failures = 0
            let later = refusals.filter(\.mayPass).map(\.recipient)
            guard !later.isEmpty else { return [] }
            sent.message = sent.message.to(later)
            sent.notBefore = now + Self.pause(after: sent.deferrals)
            sent.deferrals += 1
        case .refused(let reason):
            failures = 0
            return [.refused(reason)]
        case .failed:
            notBefore = now + Self.pause(after: failures)
            failures += 1
        }
        waiting.insert(sent, at: 0)
        return Array(repeating: .expired, count: expire(at: now))
    }

    private static func pause(after failures: Int) -> Nanoseconds {
        min(firstPause * Int64(1 << min(failures, 10)), longestPause)
    }
}
