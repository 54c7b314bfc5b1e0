import HealthChecker

/// What the checks' thread is told.
enum CheckCommand: Sendable {
    /// The checks of these services; nil: all that there are to be.
    case configure([CheckSpecification], services: Set<String>?)
    /// The services whose checks pause; those of all others run.
    case suspend(Set<String>)
    case snapshot(CheckedContinuation<[CheckSnapshot], Never>)
    /// The `run`-th attempt of a check has ended.
    case finished(id: UInt64, run: UInt64, CheckResult)
    /// Closes everything and ends the thread; hands out the event loops that are still to be ended.
    case stop(CheckedContinuation<HTTPProber?, Never>?)
}
