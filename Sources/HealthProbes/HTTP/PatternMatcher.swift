import BodyMatching
import Deadlines
import HealthChecker
import NIOCore
import NIOPosix
import Polling
import Synchronization

/// Matches bodies on threads of its own, for a pattern may take its time and nobody is to wait for it: one that took
/// long the last time waits in a line of its own.
final class PatternMatcher: Sendable {
    /// How long one body may take.
    private static let patience = Nanoseconds.milliseconds(250)
    /// A pattern that takes so long holds up others.
    private static let longMatch = Nanoseconds.milliseconds(5)
    /// More patterns than any configuration has; those of old ones go then.
    private static let mostPatterns = 4_096

    /// Each has one thread.
    private enum Line: Hashable, CaseIterable {
        case quick
        case slow
    }

    private struct State {
        var pools: [Line: NIOThreadPool] = [:]
        var patterns: [BodyPattern: Result<CompiledPattern, PatternFault>] = [:]
        /// Those that took long the last time.
        var slow: Set<BodyPattern> = []
        var isStopped = false
    }

    private let state = Mutex(State())

    /// Has a body looked at and tells what the answer comes to. A match that was withdrawn comes to nothing that counts.
    func judge(_ match: PatternMatch, on loop: any EventLoop) -> EventLoopFuture<CheckResult> {
        let outcome = loop.makePromise(of: CheckResult.self)
        queue(match, in: .quick, outcome)
        return outcome.futureResult
    }

    private func queue(_ match: PatternMatch, in line: Line, _ outcome: EventLoopPromise<CheckResult>) {
        guard let pool = state.withLock({ Self.pool(of: line, in: &$0) }) else { return outcome.succeed(.stopped) }
        pool.submit { item in
            guard item == .active else { return outcome.succeed(.stopped) }
            // Not known when it was queued: one pattern on many servers is found to be slow while they wait.
            if line == .quick, self.state.withLock({ $0.slow.contains(match.pattern) }) {
                return self.queue(match, in: .slow, outcome)
            }
            outcome.succeed(match.begin() ? self.look(at: match) : .local("not checked: withdrawn"))
        }
    }

    private func look(at match: PatternMatch) -> CheckResult {
        let (start, pattern) = (MonotonicClock.now, match.pattern)
        let compiled = state.withLock { Self.compiled(pattern, in: &$0) }
        var isTooCostly = false
        defer { note(pattern, isSlow: isTooCostly || MonotonicClock.now - start > Self.longMatch) }
        do {
            let isFound = try compiled.get().isFound(in: match.body) { MonotonicClock.now - start > Self.patience }
            return pattern.judge(match.answer, isFound: isFound)
        } catch let fault as PatternFault {
            return .failed("the regex is none: \(fault.message)")
        } catch {
            isTooCostly = true
            return .failed("\(match.answer.text), but \(error)")
        }
    }

    private func note(_ pattern: BodyPattern, isSlow: Bool) {
        state.withLock { state in
            if isSlow { state.slow.insert(pattern) } else { state.slow.remove(pattern) }
        }
    }

    func stop() async {
        // The only error is that a thread has ended already.
        for pool in takePools() { try? await pool.shutdownGracefully() }
    }

    /// As `stop()`, without waiting.
    func stopSoon() {
        for pool in takePools() { pool.shutdownGracefully { _ in } }
    }

    /// Bodies that come from now on are not looked at.
    private func takePools() -> [NIOThreadPool] {
        state.withLock { state in
            defer { (state.pools, state.isStopped) = ([:], true) }
            return Line.allCases.compactMap { state.pools[$0] }
        }
    }

    /// nil once it was stopped.
    private static func pool(of line: Line, in state: inout State) -> NIOThreadPool? {
        guard !state.isStopped else { return nil }
        if let pool = state.pools[line] { return pool }
        let pool = NIOThreadPool(numberOfThreads: 1)
        pool.start()
        state.pools[line] = pool
        return pool
    }

    private static func compiled(
        _ pattern: BodyPattern, in state: inout State
    ) -> Result<CompiledPattern, PatternFault> {
        if let known = state.patterns[pattern] { return known }
        if state.patterns.count >= mostPatterns { (state.patterns, state.slow) = ([:], []) }
        let compiled = Result { () throws(PatternFault) in try CompiledPattern(pattern) }
        state.patterns[pattern] = compiled
        return compiled
    }
}

extension CheckResult {
    fileprivate static var stopped: CheckResult { .local("not checked: the checks are being stopped") }
}
