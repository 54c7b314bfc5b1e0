import Deadlines

/// What is due at some time, in order; what falls due at the same time comes in the order in which it was set.
///
/// A heap of its own, because a simulation does little else: occurrences that move have a slot each, so that the old
/// entry is known to be over without a look-up by hash.
struct Agenda: Sendable {
    enum Occurrence: Sendable {
        case boot(node: Int)
        case fault(Int)
        case faultOver(Int)
        /// A packet arrives.
        case arrival(Int)
        /// An instance's timers. It moves.
        case wake(instance: Int)
        /// The kernel looks for addresses whose lifetime is over. It moves.
        case expiry(instance: Int)
    }

    private struct Entry: Sendable {
        let at: Instant
        let order: Int
        let occurrence: Occurrence

        func precedes(_ other: Entry) -> Bool {
            at == other.at ? order < other.order : at < other.at
        }
    }

    private var heap: [Entry] = []
    private var lastOrder = 0
    /// By slot: the order of the entry that counts.
    private var current: [Int]
    private let instances: Int

    init(instances: Int) {
        self.instances = instances
        current = Array(repeating: 0, count: 2 * instances)
    }

    private func slot(_ occurrence: Occurrence) -> Int? {
        switch occurrence {
        case .wake(let instance): instance
        case .expiry(let instance): instances + instance
        case .boot, .fault, .faultOver, .arrival: nil
        }
    }

    /// Adds an occurrence, or moves one that moves; nil takes that one off.
    mutating func set(_ occurrence: Occurrence, to time: Instant?) {
        lastOrder += 1
        if let slot = slot(occurrence) { current[slot] = lastOrder }
        guard let time else { return }
        heap.append(Entry(at: time, order: lastOrder, occurrence: occurrence))
        rise(from: heap.count - 1)
    }

    /// When the next occurrence is due.
    mutating func earliest() -> Instant? {
        while let first = heap.first, !counts(first) { removeFirst() }
        return heap.first?.at
    }

    /// Takes the next occurrence out.
    mutating func popFirst() -> Occurrence? {
        guard earliest() != nil, let first = heap.first else { return nil }
        removeFirst()
        return first.occurrence
    }

    private func counts(_ entry: Entry) -> Bool {
        slot(entry.occurrence).map { current[$0] == entry.order } ?? true
    }

    private mutating func removeFirst() {
        heap.swapAt(0, heap.count - 1)
        heap.removeLast()
        sink()
    }

    private mutating func rise(from start: Int) {
        var place = start
        while place > 0, heap[place].precedes(heap[(place - 1) / 2]) {
            heap.swapAt(place, (place - 1) / 2)
            place = (place - 1) / 2
        }
    }

    private mutating func sink() {
        var place = 0
        while true {
            let left = 2 * place + 1
            guard left < heap.count else { return }
            let right = left + 1
            let child = right < heap.count && heap[right].precedes(heap[left]) ? right : left
            guard heap[child].precedes(heap[place]) else { return }
            heap.swapAt(place, child)
            place = child
        }
    }
}
