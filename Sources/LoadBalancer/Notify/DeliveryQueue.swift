/// What waits to be delivered to one receiver, in order. Where too much waits, the oldest of it is left out: the last
/// one is delivered in any case.
package struct DeliveryQueue<Item: Sendable>: Sendable {
    /// What is delivered now is not counted.
    package static var capacity: Int { 32 }

    private var waiting: [Item] = []
    /// How many were left out.
    package private(set) var dropped: UInt64 = 0

    package init() {}

    package var isEmpty: Bool { waiting.isEmpty }

    /// Returns what had to go to make room.
    @discardableResult
    package mutating func append(_ item: Item) -> Item? {
        var left: Item?
        if waiting.count >= Self.capacity {
            left = waiting.removeFirst()
            dropped &+= 1
        }
        waiting.append(item)
        return left
    }

    package mutating func next() -> Item? { waiting.isEmpty ? nil : waiting.removeFirst() }
}
