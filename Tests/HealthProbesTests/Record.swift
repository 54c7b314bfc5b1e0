import Synchronization

/// Texts in the order in which they came, from any thread.
final class Record: Sendable {
    private let texts = Mutex<[String]>([])

    func append(_ text: String) {
        texts.withLock { $0.append(text) }
    }

    var all: [String] { texts.withLock { $0 } }
}
