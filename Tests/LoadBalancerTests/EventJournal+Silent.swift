import LoadBalancer
import Logging

extension EventJournal {
    /// A journal whose log nobody reads.
    static var silent: EventJournal {
        EventJournal(logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }
}
