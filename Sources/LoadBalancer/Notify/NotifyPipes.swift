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
        let reader: PipeReader?
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
        let settings = [plan.fifo, plan.vrrpFIFO, plan.servicesFIFO]
        let wanted = settings.map { $0.map { Purpose($0, book) } }
        // Before the new ones: one that only got another script is opened again.
        for gone in opened where !wanted.contains(gone.purpose) {
            let reader = close(gone, keep: false)
            if wanted.contains(where: { $0?.path == gone.purpose.path }) {
                // What is written from now on is not for it.
                reader?.cancel()
            } else if let reader {
                Task { await reader.finish() }
            }
        }
        opened.removeAll { !wanted.contains($0.purpose) }
        var failures = settings.compactMap { $0.flatMap { Self.ownerProblem($0, book) } }
        for case let purpose? in wanted where !opened.contains(where: { $0.purpose == purpose }) {
            do throws(NotifyPipeError) {
                let pipe = try NotifyPipe(purpose.path, owner: purpose.owner)
                let reader = purpose.script.map {
                    PipeReader($0, of: purpose.path, runner: runner, events: events)
                }
                opened.append(Open(purpose: purpose, pipe: pipe, reader: reader))
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

    /// - Parameter keep: leaves the FIFOs to a successor.
    /// - Returns: the scripts that read them, which come to their end.
    func closeAll(keep: Bool) -> [PipeReader] {
        let readers = opened.compactMap { close($0, keep: keep) }
        (opened, forVRRP, forServices) = ([], [], [])
        return readers
    }

    private func write(_ line: String, to pipes: [Open]) {
        for (purpose, pipe) in pipes.map({ ($0.purpose, $0.pipe) }) {
            let hadLost = pipe.lost > 0
            pipe.write(line)
            if pipe.lost > 0 {
                problems.raise(
                    "notify_fifo_full", at: purpose.path,
                    "nobody reads \(purpose.path): \(pipe.lost) line\(pipe.lost == 1 ? " is" : "s are") lost",
                    level: .warning)
            } else if hadLost {
                problems.settle("notify_fifo_full", at: purpose.path)
            }
        }
    }

    private func close(_ open: Open, keep: Bool) -> PipeReader? {
        open.pipe.end(removing: !keep)
        problems.settle("notify_fifo_full", at: open.purpose.path)
        return open.reader
    }

    /// A FIFO whose user is not there is ours; whom that concerns is told.
    private static func ownerProblem(
        _ settings: NotifyFIFO, _ book: ScriptBook
    ) -> (location: String, message: String)? {
        guard settings.user != nil else { return nil }
        do throws(ScriptLocator.Refusal) {
            _ = try book.locator.identity(for: ScriptLocator.Request(ownerOf: settings))
            return nil
        } catch {
            return (settings.path, "the FIFO \(settings.path) belongs to the daemon's user: \(error)")
        }
    }
}

extension NotifyPipes.Purpose {
    fileprivate init(_ settings: NotifyFIFO, _ book: ScriptBook) {
        self.init(
            path: settings.path,
            owner: (try? book.locator.identity(for: ScriptLocator.Request(ownerOf: settings))) ?? .own,
            script: settings.script.flatMap { book[$0] })
    }
}

extension ScriptLocator.Request {
    fileprivate init(ownerOf settings: NotifyFIFO) {
        self.init(words: [], user: settings.user, group: settings.group, hasSupplementaryGroups: false)
    }
}
