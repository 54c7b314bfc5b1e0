import Addresses
import Deadlines
import HealthChecker
import NIOCore
import NIOPosix

/// The event loops behind the HTTP probes.
final class HTTPProber: Sendable {
    private let group: MultiThreadedEventLoopGroup
    private let matcher = PatternMatcher()

    init() {
        group = MultiThreadedEventLoopGroup(numberOfThreads: min(System.coreCount, 2))
    }

    /// Asks one URL over a connection of its own.
    ///
    /// - Parameters:
    ///   - timeout: for everything from the connect to the end of the answer.
    ///   - report: called once, on an event loop, not later than `timeout` allows but for one look at the body; not
    ///     called after `cancel()`.
    func start(
        _ url: HTTPURL, of check: HTTPCheck, target: Endpoint, bindTo: IPAddress?, origin: CheckOrigin, trust: CheckTLS,
        timeout: Nanoseconds,
        report: @escaping @Sendable (CheckResult) -> Void
    ) -> HTTPProbe {
        HTTPProbe(
            HTTPExchange.Plan(
                url: url, conversation: HTTPConversation(url, check.httpProtocol, target: target), tls: check.tls,
                trust: trust,
                target: target, bindTo: bindTo, origin: origin, timeout: timeout, matcher: matcher),
            on: group.next(), report: report)
    }

    /// Ends the event loops; connections that are left are closed.
    func stop() async {
        // It tells the loops what it has found.
        await matcher.stop()
        // The only error is that the loops have ended already.
        try? await group.shutdownGracefully()
    }

    /// As `stop()`, without waiting.
    func stopSoon() {
        matcher.stopSoon()
        group.shutdownGracefully { _ in }
    }
}
