package import HealthChecker
package import Logging
package import Polling
package import Scripts
import Synchronization

/// Runs checks: one thread that schedules them all and makes the TCP connections itself; HTTP goes through event loops.
package final class CheckLoop: Sendable {
    private let mailbox: Mailbox<CheckCommand>
    /// Whether the thread has been told to end. Commands are posted under its lock, so that none comes after that.
    private let isStopped = Mutex(false)

    /// Starts the thread, without checks.
    ///
    /// - Parameters:
    ///   - seed: where first checks fall within their warm-up; differs from node to node.
    ///   - scripts: runs the programs of `MISC_CHECK`s.
    ///   - onNotice: called on the checks' thread for every first verdict and every change, and after `configure(_:)`
    ///     for every verdict that stands: whoever takes a notice must expect one that it knows. Must not block.
    ///   - onLeftInPeace: called there for a server that does not keep idle connections. Must not block.
    package init(
        logger: Logger, seed: UInt64, scripts: any ScriptRunning = ScriptRunner(),
        onNotice: @escaping @Sendable (CheckNotice) -> Void,
        onLeftInPeace: @escaping @Sendable (CheckKey) -> Void = { _ in }
    ) throws(SystemCallError) {
        let mailbox = try Mailbox<CheckCommand>()
        self.mailbox = mailbox
        let runner = Handover(
            try CheckRunner(
                mailbox: mailbox, spread: SpreadSchedule(seed: seed), scripts: scripts, logger: logger,
                onNotice: onNotice, onLeftInPeace: onLeftInPeace))
        try NamedThread.start("checks") { runner.take()?.run() }
    }

    deinit {
        post(.stop(nil))
    }

    /// Replaces the set of checks.
    ///
    /// A check that runs already goes on as it is, and one of which only the timing changes keeps what it has found
    /// (`CheckSpecification.asksTheSame`). Any other starts anew without a verdict; checks that are no longer there
    /// are cancelled without a notice.
    ///
    /// The verdict of every check that goes on is told again, as the same notice and before any new one, in the order
    /// of the keys. So whoever keeps verdicts agrees with the loop, even where it had lost them in a reload that failed
    /// halfway; it must know the new checks before this is called.
    ///
    /// - Parameter tls: what `SSL_GET` checks trust and show; the files are read anew.
    package func configure(_ checks: [CheckSpecification], tls: TLSFiles = TLSFiles()) {
        post(.configure(checks, services: nil, tls))
    }

    /// Says which programs scripts stand for, before the checks that run them are configured. A script without one
    /// fails; a run that has begun goes on as it is.
    ///
    /// - Parameter logsAllFailures: what holds for checks that do not say (`checker_log_all_failures`).
    package func run(_ programs: [ScriptCheck: ScriptCommand], loggingAllFailures logsAllFailures: Bool = false) {
        post(.programs(programs, logsAllFailures: logsAllFailures))
    }

    /// Tells the number in the file of a `track_file`. It counts at once, for checks that are configured later, too.
    package func note(_ number: Int64, inFile name: String) {
        post(.number(number, file: name))
    }

    /// Forgets the numbers in files that are not watched any more. Checks that have judged by them keep their verdicts.
    ///
    /// - Parameter files: the names of those that are.
    package func forget(filesBut files: Set<String>) {
        post(.forget(filesBut: files))
    }

    /// Replaces the checks of some services, as above, and leaves those of all others alone: nothing is told of them.
    ///
    /// - Parameter services: as in the keys of their checks; those that `checks` does not name have none any more.
    package func configure(_ checks: [CheckSpecification], of services: Set<String>) {
        post(.configure(checks, services: services, nil))
    }

    /// Has servers that a fast removal was not granted for be up again; their checks go on by their own rules.
    package func takeBack(_ notices: [CheckNotice]) {
        post(.takeBack(notices))
    }

    /// Has the checks of some services pause, and those of all others run. A paused check keeps what it has found and
    /// goes on with it; so do checks that come later.
    ///
    /// - Parameter services: as in the keys of their checks.
    package func suspend(_ services: Set<String>) {
        post(.suspend(services))
    }

    /// All checks as they stand, sorted by key; none after `stop()`.
    package func snapshot() async -> [CheckSnapshot] {
        await withCheckedContinuation { continuation in
            if !post(.snapshot(continuation)) { continuation.resume(returning: []) }
        }
    }

    /// Cancels every check and ends the thread. No notice comes after this returns.
    package func stop() async {
        let prober: HTTPProber? = await withCheckedContinuation { continuation in
            if !post(.stop(continuation)) { continuation.resume(returning: nil) }
        }
        await prober?.stop()
    }

    @discardableResult
    private func post(_ command: CheckCommand) -> Bool {
        isStopped.withLock { isStopped in
            guard !isStopped else { return false }
            if case .stop = command { isStopped = true }
            mailbox.post(command)
            return true
        }
    }
}

/// Passes one value to one other thread.
private final class Handover<Value>: Sendable {
    private let value: Mutex<Value?>

    init(_ value: sending Value) {
        self.value = Mutex(value)
    }

    func take() -> sending Value? {
        value.withLock { value in
            let taken = value
            value = nil
            return taken
        }
    }
}
