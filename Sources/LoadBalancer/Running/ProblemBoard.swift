package import ControlMessages
import Synchronization

/// What is wrong right now, by object; `status` shows it until it is mended.
package final class ProblemBoard: Sendable {
    private let problems = Mutex<[Problem]>([])

    package init() {}

    /// Puts a problem up, or renews its message; it keeps the time at which it was first seen.
    package func raise(_ code: String, at location: String?, _ message: String) {
        problems.withLock { list in
            if let index = list.firstIndex(where: { $0.code == code && $0.location == location }) {
                list[index].message = message
            } else {
                list.append(Problem(code: code, message: message, since: WallClock.now, location: location))
            }
        }
    }

    /// Whether a problem is up.
    package func isRaised(_ code: String, at location: String?) -> Bool {
        problems.withLock { $0.contains { $0.code == code && $0.location == location } }
    }

    /// Takes a problem down; nothing happens where there is none.
    package func settle(_ code: String, at location: String?) {
        problems.withLock { $0.removeAll { $0.code == code && $0.location == location } }
    }

    /// Takes down all problems of a kind.
    package func settleAll(_ code: String) {
        problems.withLock { $0.removeAll { $0.code == code } }
    }

    /// Makes these the problems of a kind.
    func replace(_ code: String, with found: [(location: String, message: String)]) {
        settleAll(code)
        for problem in found { raise(code, at: problem.location, problem.message) }
    }

    /// Oldest first.
    package var current: [Problem] { problems.withLock { $0 } }
}
