/// Something to deliver, in its turn.
package protocol Deliverable: Sendable {
    /// Whether it says where something stands; what does not is worth telling once, the last time.
    var tellsState: Bool { get }
}

/// What waits to be delivered to one receiver, in order. Where too much waits, what tells no state is left out, then the
/// oldest: the last state is delivered in any case.
package struct DeliveryQueue<Item: Deliverable>: Sendable {
    /// What is delivered now is not counted.
    package static var capacity: Int { 32 }

    private var waiting: [Item] = []
    /// How many were left out.
    package private(set) var dropped: UInt64 = 0

    package init() {}

    package var isEmpty: Bool { waiting.isEmpty }

    /// Returns what had to go to make room, which may be the new one.
    @discardableResult
    package mutating func append(_ item: Item) -> Item? {
        if !item.tellsState { waiting.removeAll { !$0.tellsState } }
        var left: Item?
        if waiting.count >= Self.capacity {
            dropped &+= 1
            guard item.tellsState else { return item }
            left = waiting.remove(at: waiting.firstIndex { !$0.tellsState } ?? 0)
        }
        waiting.append(item)
        return left
    }

    /// Leaves only the last state that waits.
    package mutating func keepLastState() {
        waiting = waiting.last { $0.tellsState }.map { [$0] } ?? []
    }

    package mutating func next() -> Item? { waiting.isEmpty ? nil : waiting.removeFirst() }
}
