import HeapModule

/// Deadlines by key, earliest first; keys that fall due at the same instant come out in the order they were set.
///
/// A key has at most one deadline: setting it again moves it.
public struct DeadlineQueue<Key: Hashable & Sendable>: Sendable {
    private struct Entry: Comparable, Sendable {
        let instant: Instant
        let order: UInt64
        let key: Key

        static func < (left: Entry, right: Entry) -> Bool {
            (left.instant, left.order) < (right.instant, right.order)
        }

        static func == (left: Entry, right: Entry) -> Bool {
            left.order == right.order
        }
    }

    private var heap = Heap<Entry>()
    private var current: [Key: UInt64] = [:]
    private var nextOrder: UInt64 = 0

    public init() {}

    /// How many keys have a deadline.
    public var count: Int { current.count }

    /// Sets, moves or (with nil) cancels the deadline of `key`.
    public mutating func set(_ key: Key, to instant: Instant?) {
        guard let instant else {
            current[key] = nil
            return
        }
        nextOrder += 1
        current[key] = nextOrder
        heap.insert(Entry(instant: instant, order: nextOrder, key: key))
        if heap.count > 64, heap.count > 4 * current.count { dropCancelled() }
    }

    /// The earliest deadline, nil where none is set.
    public mutating func earliest() -> Instant? {
        skipCancelled()
        return heap.min?.instant
    }

    /// Takes out the key that is due first, nil where none is due at `now`.
    public mutating func popDue(at now: Instant) -> Key? {
        skipCancelled()
        guard let entry = heap.min, entry.instant <= now else { return nil }
        heap.removeMin()
        current[entry.key] = nil
        return entry.key
    }

    private mutating func skipCancelled() {
        while let entry = heap.min, current[entry.key] != entry.order { heap.removeMin() }
    }

    private mutating func dropCancelled() {
        heap = Heap(heap.unordered.filter { current[$0.key] == $0.order })
    }
}
