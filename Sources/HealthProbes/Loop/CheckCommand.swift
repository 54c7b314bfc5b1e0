import HealthChecker
import Scripts

/// What the checks' thread is told.
enum CheckCommand: Sendable {
    /// The checks of these services; nil: all that there are to be. And what `SSL_GET` trusts and shows, where that may
    /// have changed.
    case configure([CheckSpecification], services: Set<String>?, TLSFiles?)
    /// What the programs of scripts are from now on, and whether checks that do not say log each failure.
    case programs([ScriptCheck: ScriptCommand], logsAllFailures: Bool)
    /// The number in the file of a `track_file`.
    case number(Int64, file: String)
    /// The numbers in all files but these.
    case forget(filesBut: Set<String>)
    /// Verdicts of fast removals that were not taken.
    case takeBack([CheckNotice])
    /// The services whose checks pause; those of all others run.
    case suspend(Set<String>)
    case snapshot(CheckedContinuation<[CheckSnapshot], Never>)
    /// The `run`-th attempt of a check has ended.
    case finished(id: UInt64, run: UInt64, CheckResult)
    /// Closes everything and ends the thread; hands out the event loops that are still to be ended.
    case stop(CheckedContinuation<HTTPProber?, Never>?)
}
