package import ControlMessages
import Synchronization

/// One listener's place in the journal: a number, so that a listener costs the same however far it is behind.
package final class EventReader: Sendable {
    /// How many events are handed out at once.
    package static let batchSize = 64

    private let journal: EventJournal
    private let listener: Int
    private let kinds: Set<EventKind>
    private let position: Mutex<Int64>

    init(journal: EventJournal, listener: Int, kinds: Set<EventKind>, position: Int64) {
        self.journal = journal
        self.listener = listener
        self.kinds = kinds
        self.position = Mutex(position)
    }

    deinit {
        journal.forget(listener)
    }

    /// What came since the last call; empty where nothing did.
    package func take() -> EventBatch {
        position.withLock { position in
            let (batch, last) = journal.batch(after: position, of: kinds, limit: Self.batchSize)
            position = last
            return batch
        }
    }
}
