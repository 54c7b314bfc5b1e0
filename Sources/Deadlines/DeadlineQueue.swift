/// Deadlines by key, earliest first; keys that fall due at the same instant come out in the order they were set.
///
/// A key has at most one deadline: setting it again moves it. Inlinable throughout: unspecialised, every swap of two
/// entries would ask for memory.
public struct DeadlineQueue<Key: Hashable & Sendable>: Sendable {
    @usableFromInline
    struct Entry: Sendable {
        @usableFromInline let instant: Instant
        @usableFromInline let order: UInt64
        @usableFromInline let key: Key

        @inlinable
        init(instant: Instant, order: UInt64, key: Key) {
            self.instant = instant
            self.order = order
            self.key = key
        }

        @inlinable
        func isBefore(_ other: Entry) -> Bool {
            instant == other.instant ? order < other.order : instant < other.instant
        }
    }

    /// A binary heap: nothing below an entry comes before it.
    @usableFromInline
    var heap: [Entry] = []
    @usableFromInline
    var current: [Key: UInt64] = [:]
    @usableFromInline
    var nextOrder: UInt64 = 0

    @inlinable
    public init() {}

    /// How many keys have a deadline.
    @inlinable
    public var count: Int { current.count }

    /// Sets, moves or (with nil) cancels the deadline of `key`.
    @inlinable
    public mutating func set(_ key: Key, to instant: Instant?) {
        guard let instant else {
            current[key] = nil
            return
        }
        nextOrder += 1
        current[key] = nextOrder
        insert(Entry(instant: instant, order: nextOrder, key: key))
        if heap.count > 64, heap.count > 4 * current.count { dropCancelled() }
    }

    /// The earliest deadline, nil where none is set.
    @inlinable
    public mutating func earliest() -> Instant? {
        skipCancelled()
        return heap.first?.instant
    }

    /// Takes out the key that is due first, nil where none is due at `now`.
    @inlinable
    public mutating func popDue(at now: Instant) -> Key? {
        skipCancelled()
        guard let entry = heap.first, entry.instant <= now else { return nil }
        removeFirst()
        current[entry.key] = nil
        return entry.key
    }

    @inlinable
    mutating func skipCancelled() {
        while let entry = heap.first, current[entry.key] != entry.order { removeFirst() }
    }

    @inlinable
    mutating func dropCancelled() {
        heap.removeAll { current[$0.key] != $0.order }
        // A sorted array is a heap.
        heap.sort { $0.isBefore($1) }
    }

    @inlinable
    mutating func insert(_ entry: Entry) {
        var place = heap.count
        heap.append(entry)
        while place > 0, entry.isBefore(heap[(place - 1) / 2]) {
            heap.swapAt(place, (place - 1) / 2)
            place = (place - 1) / 2
        }
    }

    @inlinable
    mutating func removeFirst() {
        guard let last = heap.popLast(), !heap.isEmpty else { return }
        heap[0] = last
        var place = 0
        while true {
            var least = place
            let (left, right) = (2 * place + 1, 2 * place + 2)
            if left < heap.count, heap[left].isBefore(heap[least]) { least = left }
            if right < heap.count, heap[right].isBefore(heap[least]) { least = right }
            guard least != place else { return }
            heap.swapAt(place, least)
            place = least
        }
    }
}
