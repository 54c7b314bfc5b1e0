import HealthProbes
import Synchronization
import SystemWatch

/// The way of files' numbers from those who watch to the checks, whichever of the two is there first.
final class FileNumbers: Sendable {
    private struct State {
        var numbers: [String: Int64] = [:]
        var checks: CheckLoop?
    }

    private let state = Mutex(State())

    func open(to checks: CheckLoop) {
        state.withLock { state in
            state.checks = checks
            for (name, number) in state.numbers { checks.note(number, inFile: name) }
        }
    }

    /// Forgets the numbers in files that are not watched any more: what they hold when they are watched again is told
    /// then.
    func keep(_ names: Set<String>) {
        state.withLock { state in
            state.numbers = state.numbers.filter { names.contains($0.key) }
            state.checks?.forget(filesBut: names)
        }
    }

    /// What is not watched any more keeps its last number: nothing is known that speaks against a server.
    func take(_ facts: [WatchedFact]) {
        state.withLock { state in
            for case .number(let number, let name) in facts {
                state.numbers[name] = number
                state.checks?.note(number, inFile: name)
            }
        }
    }
}
