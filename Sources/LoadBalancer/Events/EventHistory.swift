package import ControlMessages

/// The last events, with growing numbers.
///
/// One object that flaps, or a kind of which many objects change at once, does not push all else out: an object may hold
/// a tenth of the places and a kind half of them, and what comes after takes the place of its own oldest.
package struct EventHistory: Sendable {
    /// How many events a node keeps.
    package static let capacity = 1_000

    private let capacity: Int
    /// The number of the first event of this life.
    private let first: Int64
    private var next: Int64
    /// Oldest first.
    private var events: [NumberedEvent] = []
    private var ofObject: [EventObject: Int] = [:]
    private var ofKind: [EventKind: Int] = [:]

    /// - Parameters:
    ///   - first: the first event's number, greater than those of earlier lives
    ///   - capacity: how many events are kept, at least 10
    package init(first: Int64, capacity: Int = EventHistory.capacity) {
        self.first = first
        self.capacity = max(capacity, 10)
        next = first
    }

    package var count: Int { events.count }

    package mutating func append(_ event: EventMessage) {
        let object = event.object
        if ofObject[object, default: 0] >= capacity / 10 {
            removeFirst { $0.object == object }
        } else if ofKind[event.kind, default: 0] >= capacity / 2 {
            removeFirst { $0.kind == event.kind }
        } else if events.count >= capacity {
            removeFirst { _ in true }
        }
        events.append(NumberedEvent(number: next, event: event))
        next &+= 1
        ofObject[object, default: 0] += 1
        ofKind[event.kind, default: 0] += 1
    }

    /// After which number a listener begins.
    package func start(of query: EventQuery) -> Int64 {
        if let after = query.after {
            // A number that was not given out yet is from an earlier life on a clock that was ahead.
            return after >= next ? first &- 1 : max(after, first &- 1)
        }
        guard query.history > 0 else { return next &- 1 }
        var wanted = query.history
        for event in events.reversed() where query.kinds.contains(event.event.kind) {
            wanted -= 1
            if wanted == 0 { return event.number &- 1 }
        }
        return events.first.map { $0.number &- 1 } ?? (next &- 1)
    }

    /// What comes after a number, and the number that the listener has come to with it.
    ///
    /// - Parameters:
    ///   - number: as `start(of:)` or this answered
    ///   - limit: how many events are handed out at most
    package func batch(
        after number: Int64, of kinds: Set<EventKind>, limit: Int
    ) -> (batch: EventBatch, last: Int64) {
        let start = position(after: number)
        var chosen: [NumberedEvent] = []
        var end = events.count
        var last = next &- 1
        for index in start..<events.count where kinds.contains(events[index].event.kind) {
            chosen.append(events[index])
            guard chosen.count >= limit else { continue }
            end = index + 1
            last = events[index].number
            break
        }
        let missed = max(0, Int(last &- number) - (end - start))
        return (EventBatch(missed: missed, events: chosen), last)
    }

    /// Where the first event after a number stands.
    private func position(after number: Int64) -> Int {
        var low = 0
        var high = events.count
        while low < high {
            let middle = low + (high - low) / 2
            if events[middle].number <= number { low = middle + 1 } else { high = middle }
        }
        return low
    }

    private mutating func removeFirst(where isOne: (EventMessage) -> Bool) {
        guard let index = events.firstIndex(where: { isOne($0.event) }) else { return }
        let event = events.remove(at: index).event
        let rest = ofObject[event.object, default: 1] - 1
        ofObject[event.object] = rest > 0 ? rest : nil
        ofKind[event.kind, default: 1] -= 1
    }
}
