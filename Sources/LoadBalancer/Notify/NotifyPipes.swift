import ControlMessages
import Logging
import NodeConfiguration
import Scripts

/// The FIFOs of a configuration, with the scripts that read them. Its owner uses it, nobody else.
final class NotifyPipes {
    /// What a FIFO was opened for; where that stands in the file does not matter.
    fileprivate struct Purpose: Hashable {
        let path: String
        let owner: ScriptIdentity
        let script: ScriptCommand?
    }

    private struct Open {
        let purpose: Purpose
        let pipe: NotifyPipe
        let reader: Task<Void, Never>?
    }

    private let runner: any ScriptRunning
    private let events: EventJournal
    private let problems: ProblemBoard
    private var opened: [Open] = []
    /// What each kind of line is written to.
    private var forVRRP: [Open] = []
    private var forServices: [Open] = []

    init(runner: any ScriptRunning, events: EventJournal, problems: ProblemBoard) {
        self.runner = runner
        self.events = events
        self.problems = problems
    }

    /// Opens the FIFOs of a configuration and closes those that it has no more.
    func configure(_ plan: NotifyPlan, _ book: ScriptBook) {
        let wanted = [plan.fifo, plan.vrrpFIFO, plan.servicesFIFO].map { $0.map { Purpose($0, book) } }
        // Before the new ones: one that only got another script is opened again.
        for gone in opened where !wanted.contains(gone.purpose) { close(gone, keep: false) }
        opened.removeAll { !wanted.contains($0.purpose) }
        var failures: [(location: String, message: String)] = []
        for case let purpose? in wanted where !opened.contains(where: { $0.purpose == purpose }) {
            do throws(NotifyPipeError) {
                let pipe = try NotifyPipe(purpose.path, owner: purpose.owner)
                let reader = purpose.script.map {
                    PipeReader(script: $0, path: purpose.path, runner: runner, events: events)
                }
                opened.append(
                    Open(purpose: purpose, pipe: pipe, reader: reader.map { reader in Task { await reader.run() } }))
            } catch {
                failures.append((purpose.path, error.description))
            }
        }
        problems.replace("notify_fifo", with: failures)
        forVRRP = opened.filter { $0.purpose == wanted[0] || $0.purpose == wanted[1] }
        forServices = opened.filter { $0.purpose == wanted[0] || $0.purpose == wanted[2] }
    }

    func write(_ message: NotifyMessage) { write(message.line, to: forVRRP) }

    func write(service line: String) { write(line, to: forServices) }

    /// - Parameter keep: leaves the FIFOs to a successor, with those who read them.
    func closeAll(keep: Bool) {
        for open in opened { close(open, keep: keep) }
        (opened, forVRRP, forServices) = ([], [], [])
    }

    private func write(_ line: String, to pipes: [Open]) {
        for (purpose, pipe) in pipes.map({ ($0.purpose, $0.pipe) }) {
            let hadLost = pipe.lost > 0
            pipe.write(line)
            guard (pipe.lost > 0) != hadLost else { continue }
            if hadLost {
                problems.settle("notify_fifo_full", at: purpose.path)
            } else {
                problems.raise(
                    "notify_fifo_full", at: purpose.path, "nobody reads \(purpose.path): lines are lost",
                    level: .warning)
            }
        }
    }

    private func close(_ open: Open, keep: Bool) {
        open.reader?.cancel()
        if !keep { open.pipe.remove() }
        problems.settle("notify_fifo_full", at: open.purpose.path)
    }
}

extension NotifyPipes.Purpose {
    fileprivate init(_ settings: NotifyFIFO, _ book: ScriptBook) {
        let request = ScriptLocator.Request(
            words: [], user: settings.user, group: settings.group, hasSupplementaryGroups: false)
        self.init(
            path: settings.path, owner: (try? book.locator.identity(for: request)) ?? .own,
            script: settings.script.flatMap { book[$0] })
    }
}
