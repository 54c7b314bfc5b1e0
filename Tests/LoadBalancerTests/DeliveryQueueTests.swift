import LoadBalancer
import Testing

@Suite("What waits to be delivered")
struct DeliveryQueueTests {
    private enum Item: Deliverable, Equatable {
        case state(Int)
        case passing(Int)

        var tellsState: Bool {
            if case .state = self { true } else { false }
        }
    }

    private func rest(of queue: DeliveryQueue<Item>) -> [Item] {
        var queue = queue
        var left: [Item] = []
        while let item = queue.next() { left.append(item) }
        return left
    }

    @Test("F41: it leaves in order")
    func order() {
        var queue = DeliveryQueue<Item>()
        for number in 1...3 { queue.append(.state(number)) }
        #expect(rest(of: queue) == [.state(1), .state(2), .state(3)])
    }

    @Test("F41: of too many states the oldest is left out, the last one never")
    func bound() {
        var queue = DeliveryQueue<Item>()
        for number in 1...100 { queue.append(.state(number)) }
        #expect(queue.dropped == 100 - UInt64(DeliveryQueue<Item>.capacity))
        #expect(rest(of: queue) == (69...100).map { .state($0) })
    }

    @Test("F41: of what tells no state only the last one waits, and it makes room for a state")
    func passing() {
        var queue = DeliveryQueue<Item>()
        queue.append(.state(0))
        for number in 1...100 { queue.append(.passing(number)) }
        #expect(rest(of: queue) == [.state(0), .passing(100)])
        for number in 1..<DeliveryQueue<Item>.capacity { queue.append(.state(number)) }
        #expect(rest(of: queue) == (0..<DeliveryQueue<Item>.capacity).map { .state($0) })
        let refused = queue.append(.passing(7))
        #expect(refused == .passing(7))
    }

    @Test("F41: in a hurry the last state is left, whatever came after it")
    func hurry() {
        var queue = DeliveryQueue<Item>()
        for item in [Item.state(1), .state(2), .passing(3)] { queue.append(item) }
        queue.keepLastState()
        #expect(rest(of: queue) == [.state(2)])
    }
}
