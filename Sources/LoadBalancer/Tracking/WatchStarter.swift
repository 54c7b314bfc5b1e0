import Logging
import Synchronization
import SystemWatch

/// Starts the thread that watches files, processes and interfaces when there is something to watch for the first time.
final class WatchStarter: Sendable {
    private let logger: Logger
    private let problems: ProblemBoard
    private let onFact: @Sendable (WatchedFact) -> Void
    private let watch = Mutex<SystemWatch?>(nil)

    init(logger: Logger, problems: ProblemBoard, onFact: @escaping @Sendable (WatchedFact) -> Void) {
        self.logger = logger
        self.problems = problems
        self.onFact = onFact
    }

    func configure(_ list: WatchList) {
        watch.withLock { watch in
            if watch == nil {
                guard list != WatchList() else { return }
                do {
                    watch = try SystemWatch(logger: logger, onFact: onFact)
                } catch {
                    problems.raise(
                        "watch_failed", at: nil, "files, processes and interfaces cannot be tracked: \(error)",
                        level: .error)
                }
            }
            watch?.configure(list)
        }
    }

    func stop() {
        watch.withLock { watch in
            watch?.stop()
            watch = nil
        }
    }
}
