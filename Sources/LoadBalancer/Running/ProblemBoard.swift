package import ControlMessages
package import Logging
import Synchronization

/// What is wrong right now, by object; `status` shows it until it is mended.
///
/// A problem that is new, and one that is settled, is an event; a message that is renewed is none.
package final class ProblemBoard: Sendable {
    private let problems = Mutex<[Problem]>([])
    private let events: EventJournal

    package init(events: EventJournal) {
        self.events = events
    }

    /// Puts a problem up, or renews its message; it keeps the time at which it was first seen.
    ///
    /// - Parameter level: how loud the log says it; `info` where another event has said it
    package func raise(_ code: String, at location: String?, _ message: String, level: Logger.Level = .info) {
        let problem = Problem(code: code, message: message, since: WallClock.now, location: location)
        let isNew = problems.withLock { list in
            guard let index = list.firstIndex(where: { $0.code == code && $0.location == location }) else {
                list.append(problem)
                return true
            }
            list[index].message = message
            return false
        }
        if isNew { events.post(.problem, problem.name, to: "raised", message, level: level) }
    }

    /// Takes a problem down; nothing happens where there is none.
    package func settle(_ code: String, at location: String?) {
        settle { $0.code == code && $0.location == location }
    }

    /// Takes down all problems of a kind.
    package func settleAll(_ code: String) {
        settle { $0.code == code }
    }

    /// Makes these the problems of a kind; those that stay keep their time.
    package func replace(_ code: String, with found: [(location: String, message: String)]) {
        let locations = Set(found.map(\.location))
        settle { $0.code == code && !($0.location.map(locations.contains) ?? false) }
        for problem in found { raise(code, at: problem.location, problem.message) }
    }

    /// Oldest first.
    package var current: [Problem] { problems.withLock { $0 } }

    private func settle(where isSettled: (Problem) -> Bool) {
        let settled = problems.withLock { list in
            // Mostly there is none.
            guard list.contains(where: isSettled) else { return [Problem]() }
            defer { list.removeAll(where: isSettled) }
            return list.filter(isSettled)
        }
        for problem in settled {
            events.post(.problem, problem.name, from: "raised", to: "settled", problem.message, level: .info)
        }
    }
}

extension Problem {
    /// What an event about it is called.
    fileprivate var name: String { location.map { "\(code) at \($0)" } ?? code }
}
