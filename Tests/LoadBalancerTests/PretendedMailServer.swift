import Deadlines
import Mail
import MailDelivery
import Synchronization

/// A mail server that only notes what it gets.
final class PretendedMailServer: MailSending {
    private struct State {
        var messages: [MailMessage] = []
        var outcomes: [MailOutcome] = []
        var active = 0
        var mostActive = 0
    }

    private let state = Mutex(State())

    var messages: [MailMessage] { state.withLock { $0.messages } }
    var mostActive: Int { state.withLock { $0.mostActive } }

    /// What becomes of the next mails; those after them are taken.
    func answer(_ outcomes: [MailOutcome]) { state.withLock { $0.outcomes = outcomes } }

    /// The subjects of what came, once it is so many.
    func subjects(_ count: Int) async throws -> [String] {
        for _ in 0..<1_000 where messages.count < count { try await Task.sleep(for: .milliseconds(2)) }
        return messages.map(\.subject)
    }

    func send(
        _ message: MailMessage, to host: String, port: UInt16, heloName: String, patience: Nanoseconds
    ) async -> MailOutcome {
        state.withLock {
            $0.active += 1
            $0.mostActive = max($0.mostActive, $0.active)
        }
        await Task.yield()
        return state.withLock {
            $0.active -= 1
            $0.messages.append(message)
            return $0.outcomes.isEmpty ? .delivered(refusals: []) : $0.outcomes.removeFirst()
        }
    }
}
