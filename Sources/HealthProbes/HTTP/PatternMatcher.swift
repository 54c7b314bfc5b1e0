import BodyMatching
import Deadlines
import HealthChecker
import NIOCore
import NIOPosix
import Polling
import Synchronization

/// Matches bodies on a thread of its own, for a pattern may take its time and nobody is to wait for it.
final class PatternMatcher: Sendable {
    /// How long one body may take.
    private static let patience = Nanoseconds.milliseconds(250)
    /// More patterns than any configuration has; those of old ones go then.
    private static let mostPatterns = 4_096

    private struct State {
        var pool: NIOThreadPool?
        var patterns: [BodyPattern: Result<CompiledPattern, PatternFault>] = [:]
    }

    private let state = Mutex(State())

    /// What an answer comes to that is right but for its body.
    func judge(
        _ answer: CheckResult, _ body: [UInt8], by pattern: BodyPattern, on loop: any EventLoop
    ) -> EventLoopFuture<CheckResult> {
        let (pool, compiled) = state.withLock { state in (Self.pool(in: &state), Self.compiled(pattern, in: &state)) }
        return pool.runIfActive(eventLoop: loop) {
            let deadline = MonotonicClock.now + Self.patience
            do {
                let isFound = try compiled.get().isFound(in: body) { MonotonicClock.now > deadline }
                return pattern.judge(answer, isFound: isFound)
            } catch let fault as PatternFault {
                return .failed("the regex is none: \(fault.message)")
            } catch {
                return .failed("\(answer.text), but \(error)")
            }
        }
    }

    func stop() async {
        // The only error is that the thread has ended already.
        try? await takePool()?.shutdownGracefully()
    }

    /// As `stop()`, without waiting.
    func stopSoon() {
        takePool()?.shutdownGracefully { _ in }
    }

    private func takePool() -> NIOThreadPool? {
        state.withLock { state in
            defer { state.pool = nil }
            return state.pool
        }
    }

    private static func pool(in state: inout State) -> NIOThreadPool {
        if let pool = state.pool { return pool }
        let pool = NIOThreadPool(numberOfThreads: 1)
        pool.start()
        state.pool = pool
        return pool
    }

    private static func compiled(
        _ pattern: BodyPattern, in state: inout State
    ) -> Result<CompiledPattern, PatternFault> {
        if let known = state.patterns[pattern] { return known }
        if state.patterns.count >= mostPatterns { state.patterns = [:] }
        let compiled = Result { () throws(PatternFault) in try CompiledPattern(pattern) }
        state.patterns[pattern] = compiled
        return compiled
    }
}
