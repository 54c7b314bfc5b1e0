import Addresses
import Deadlines
import HealthChecker

/// Values that several tests start from.
enum Samples {
    static let key = CheckKey(service: "TCP 192.0.2.1:80", realServer: "10.0.0.1:8080", ordinal: 0)

    static func timing(
        delayLoop: Nanoseconds = .seconds(10), connectTimeout: Nanoseconds = .seconds(5),
        delayBeforeRetry: Nanoseconds = .seconds(3), warmup: Nanoseconds = .zero, retry: Int = 1, alpha: Bool = false
    ) -> CheckTiming {
        CheckTiming(
            delayLoop: delayLoop, connectTimeout: connectTimeout, delayBeforeRetry: delayBeforeRetry, warmup: warmup,
            retry: retry, alpha: alpha)
    }

    static func http(_ paths: [String], fastRecovery: Bool = false) -> CheckKind {
        .http(HTTPCheck(urls: paths.map { HTTPURL(path: $0) }, fastRecovery: fastRecovery))
    }

    static func seconds(_ count: Int64) -> Instant {
        .zero + .seconds(count)
    }
}

/// A check under test, driven from deadline to deadline.
struct Course {
    private(set) var state: CheckState
    /// When each attempt started, in seconds.
    private(set) var starts: [Int64] = []
    /// Verdicts with the second in which they fell.
    private(set) var verdicts: [String] = []
    /// The URL asked at each attempt.
    private(set) var steps: [Int] = []

    init(_ kind: CheckKind = .tcp, _ timing: CheckTiming) {
        state = CheckState(kind, timing, at: .zero, spread: .zero)
    }

    /// Runs one attempt for each letter: `+` passes, `-` fails, `!` cannot be made. Each ends as it starts.
    mutating func run(_ results: String) {
        for letter in results {
            let now = state.deadline
            let second = (now - .zero).wholeSeconds
            starts.append(second)
            steps.append(state.step)
            let result: CheckResult =
                switch letter {
                case "+": .passed("connected")
                case "-": .failed("connection refused")
                default: .local("no descriptor")
                }
            if let verdict = state.record(result, at: now) { verdicts.append("\(verdict) \(second)") }
        }
    }
}
