import Addresses
import Deadlines
import HealthChecker
import HealthProbes
import Logging
import Scripts

/// A check loop under test and the notices it sends.
struct Bench {
    let loop: CheckLoop
    let notices: AsyncStream<CheckNotice>
    private let continuation: AsyncStream<CheckNotice>.Continuation

    init(
        scripts: any ScriptRunning = ScriptRunner(),
        logger: Logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    ) throws {
        let (stream, continuation) = AsyncStream<CheckNotice>.makeStream()
        (notices, self.continuation) = (stream, continuation)
        loop = try CheckLoop(logger: logger, seed: 1, scripts: scripts) { continuation.yield($0) }
    }

    /// No more notices come after those that are there.
    func endNotices() {
        continuation.finish()
    }

    /// The first notice of one check against `target`; the loop is stopped afterwards.
    static func firstNotice(_ specification: CheckSpecification, tls: TLSFiles = TLSFiles()) async throws
        -> CheckNotice?
    {
        let bench = try Bench()
        bench.loop.configure([specification], tls: tls)
        let notice = await bench.next()
        await bench.loop.stop()
        return notice
    }

    func next() async -> CheckNotice? {
        await notices.first { _ in true }
    }

    /// The snapshot of the only check, once `condition` holds for it.
    func snapshot(when condition: (CheckSnapshot) -> Bool) async throws -> CheckSnapshot {
        while true {
            if let snapshot = await loop.snapshot().first, condition(snapshot) { return snapshot }
            try await Task.sleep(for: .milliseconds(10))
        }
    }

    static func check(
        _ target: Endpoint, _ kind: CheckKind = .tcp, bindTo: IPAddress? = nil,
        timeout: Nanoseconds = .seconds(20), delayLoop: Nanoseconds = .milliseconds(20), retry: Int = 0,
        ordinal: Int = 0, warmup: Nanoseconds = .zero
    ) -> CheckSpecification {
        CheckSpecification(
            key: CheckKey(service: "TCP 192.0.2.1:80", realServer: target.description, ordinal: ordinal), kind: kind,
            target: target, bindTo: bindTo,
            timing: CheckTiming(
                delayLoop: delayLoop, connectTimeout: timeout, delayBeforeRetry: delayLoop, warmup: warmup,
                retry: retry, alpha: false))
    }

    static func http(
        _ paths: String..., httpProtocol: HTTPProtocol = .http10, virtualHost: String? = nil
    ) -> CheckKind {
        .http(
            HTTPCheck(
                urls: paths.map { HTTPURL(path: $0, virtualHost: virtualHost) }, httpProtocol: httpProtocol))
    }
}
