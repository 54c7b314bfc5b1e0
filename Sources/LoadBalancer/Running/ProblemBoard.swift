package import ControlMessages
package import Logging
import Synchronization

/// What is wrong right now, by object; `status` shows it until it is mended.
///
/// A problem that is new, and one that is settled, is an event; a message that is renewed is none.
package final class ProblemBoard: Sendable {
    private struct Key: Hashable {
        let code: String
        let location: String?
    }

    private struct Board {
        var problems: [Key: (number: Int, problem: Problem)] = [:]
        var count = 0
    }

    private let board = Mutex(Board())
    private let events: EventJournal

    package init(events: EventJournal) {
        self.events = events
    }

    /// Puts a problem up, or renews its message; it keeps the time at which it was first seen.
    ///
    /// - Parameter level: how loud the log says it; `info` where another event has said it
    package func raise(_ code: String, at location: String?, _ message: String, level: Logger.Level = .info) {
        let problem = Problem(code: code, message: message, since: WallClock.now, location: location)
        let key = Key(code: code, location: location)
        let isNew = board.withLock { board in
            guard board.problems[key] == nil else {
                board.problems[key]?.problem.message = message
                return false
            }
            board.count += 1
            board.problems[key] = (board.count, problem)
            return true
        }
        if isNew { events.post(.problem, problem.name, to: "raised", message, level: level) }
    }

    /// Takes a problem down; nothing happens where there is none.
    package func settle(_ code: String, at location: String?) {
        let settled = board.withLock { $0.problems.removeValue(forKey: Key(code: code, location: location)) }
        if let settled { tellSettled(settled.problem) }
    }

    /// Takes down all problems of a kind.
    package func settleAll(_ code: String) {
        replace(code, with: [])
    }

    /// Makes these the problems of a kind; those that stay keep their time.
    package func replace(_ code: String, with found: [(location: String, message: String)]) {
        let locations = Set(found.map(\.location))
        let settled = current.filter { $0.code == code && !($0.location.map(locations.contains) ?? false) }
        for problem in settled { settle(code, at: problem.location) }
        for problem in found { raise(code, at: problem.location, problem.message) }
    }

    /// Moves the problems of objects that are called otherwise from now on, each from its old place to its new one.
    package func relocate(_ moves: [String: String]) {
        guard !moves.isEmpty else { return }
        board.withLock { board in
            let moved = board.problems.filter { $0.key.location.map { moves[$0] != nil } ?? false }
            for key in moved.keys { board.problems[key] = nil }
            for (key, entry) in moved {
                guard let place = key.location.flatMap({ moves[$0] }) else { continue }
                let old = entry.problem
                let problem = Problem(code: old.code, message: old.message, since: old.since, location: place)
                let newKey = Key(code: key.code, location: place)
                // What has been found under the new name since is newer.
                if board.problems[newKey] == nil { board.problems[newKey] = (entry.number, problem) }
            }
        }
    }

    /// Oldest first.
    package var current: [Problem] {
        board.withLock { $0.problems.values.sorted { $0.number < $1.number }.map(\.problem) }
    }

    private func tellSettled(_ problem: Problem) {
        events.post(.problem, problem.name, from: "raised", to: "settled", problem.message, level: .info)
    }
}

extension Problem {
    /// What an event about it is called.
    fileprivate var name: String { location.map { "\(code) at \($0)" } ?? code }
}
