import Deadlines
import Glibc
import LabScenario
import Polling
import Synchronization

/// What the demonstration says while it runs, and the table at its end.
final class Report: Sendable {
    private enum Verdict: String {
        case holds = "ok      "
        case fails = "FAILED  "
        case measurement = "measured"
    }

    private struct Row {
        let step: String
        let what: String
        let measured: String
        let verdict: Verdict
    }

    private struct State {
        var step = ""
        var rows: [Row] = []
    }

    private let state = Mutex(State())
    private let start = MonotonicClock.now

    var hasFailures: Bool {
        state.withLock { state in state.rows.isEmpty || state.rows.contains { $0.verdict == .fails } }
    }

    /// Begins a step: `(a)` and what it shows.
    func begin(_ step: String, _ title: String) {
        state.withLock { $0.step = step }
        write("\n(\(step)) \(title)")
    }

    func say(_ text: String) {
        let seconds = String((MonotonicClock.now - start).wholeSeconds)
        let padding = String(repeating: " ", count: max(0, 5 - seconds.count))
        write("\(padding)\(seconds) s  \(text)")
    }

    /// One line of the final table: what should have happened, what was measured, and whether it is as it should be.
    func check(_ what: String, _ measured: String, _ holds: Bool) {
        add(what, measured, holds ? .holds : .fails)
    }

    /// One line of the final table that says how it was and claims nothing.
    func measure(_ what: String, _ measured: String) {
        add(what, measured, .measurement)
    }

    private func add(_ what: String, _ measured: String, _ verdict: Verdict) {
        say("\(verdict.rawValue) \(what): \(measured)")
        state.withLock { $0.rows.append(Row(step: $0.step, what: what, measured: measured, verdict: verdict)) }
    }

    func fail(_ reason: String) {
        check("the step goes through", reason, false)
    }

    /// Waits for a condition, with a line every two seconds, and returns how long it took.
    @discardableResult
    func wait(
        for what: String, within limit: Nanoseconds, every pause: Nanoseconds = .milliseconds(50),
        _ condition: () async throws -> Bool
    ) async throws -> Nanoseconds {
        let begun = MonotonicClock.now
        var nextLine = begun + .seconds(2)
        return try await eventually(what, within: limit, every: pause) {
            if MonotonicClock.now > nextLine {
                nextLine = MonotonicClock.now + .seconds(2)
                say("… waiting: \(what)")
            }
            return try await condition()
        }
    }

    /// The table of everything that was checked or measured.
    func summarise() {
        let rows = state.withLock { $0.rows }
        let width = rows.map(\.what.count).max() ?? 0
        write("\nSummary")
        for row in rows {
            let padding = String(repeating: " ", count: width - row.what.count)
            write("  (\(row.step)) \(row.verdict.rawValue)  \(row.what)\(padding)  \(row.measured)")
        }
        let failed = rows.count { $0.verdict == .fails }
        let checked = rows.count { $0.verdict != .measurement }
        write(
            failed == 0
                ? "\nEverything happened as it should." : "\n\(failed) of \(checked) checks did not hold.")
    }

    /// Writes a line at once, whatever standard output is.
    private func write(_ line: String) {
        let bytes = Array((line + "\n").utf8)
        var written = 0
        while written < bytes.count {
            let count = bytes[written...].withUnsafeBytes { Glibc.write(1, $0.baseAddress, $0.count) }
            guard count > 0 else { return }
            written += count
        }
    }
}

extension Nanoseconds {
    /// In milliseconds: `3609 ms`.
    var inMilliseconds: String { "\(wholeMilliseconds) ms" }
}
