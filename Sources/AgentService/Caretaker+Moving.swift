import Addresses
import ControlMessages
import Deadlines
import Logging
import ManagedAgent
import NodeConfiguration
import Polling
import Scripts

/// Bringing the agent where it should be.
extension Caretaker {
    /// Says what keeps the agent where it is, and does what comes next.
    func go(on action: PreferredCheck.Action?) {
        note(.reconnect, check.impediment.map { "the agent stays where it is (\(check.standing)): \($0)" })
        if let action { perform(action) }
    }

    /// Begins an action; its end comes back as another call.
    private func perform(_ action: PreferredCheck.Action) {
        switch action {
        case .probe(let server):
            let port = server.port ?? configuration.port
            Task {
                let answers = await ServerProbe.answers(server.host, port: port)
                go(on: check.probed(server, answers: answers, at: MonotonicClock.now, using: &chance))
            }
        case .askWhetherBusy:
            Task { await askWhetherBusy() }
        case .reconnect(let server):
            Task { await reconnect(to: server) }
        }
    }

    private func askWhetherBusy() async {
        let outcome = await commands.askWhetherBusy(configuration.busyCheck ?? [])
        switch outcome {
        case .exited: break
        case .killed, .timedOut, .notStarted: logger.warning("busy_check \(outcome): the agent counts as busy")
        }
        go(on: check.heard(isBusy: !outcome.isGood, at: MonotonicClock.now, using: &chance))
    }

    private func reconnect(to server: ServerName) async {
        guard let action = configuration.reconnectAction else {
            // It was taken out of the file meanwhile.
            return check.reconnected(at: MonotonicClock.now, using: &chance)
        }
        // First of all, so that a crash in between cannot shorten the time to the next one.
        state.lastReconnect = .now
        save()
        let places = connections.map(\.description).joined(separator: ", ")
        logger.notice(
            "the agent reconnects", metadata: ["from": "\(places)", "standing": "\(check.standing)", "to": "\(server)"])
        let outcome = await commands.reconnect(action)
        if !outcome.isGood { logger.error("the reconnect action \(outcome)") }
        check.reconnected(at: MonotonicClock.now, using: &chance)
        look()
    }
}
