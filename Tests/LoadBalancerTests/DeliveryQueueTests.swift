import LoadBalancer
import Testing

@Suite("What waits to be delivered")
struct DeliveryQueueTests {
    @Test("F41: it leaves in order")
    func order() {
        var queue = DeliveryQueue<Int>()
        for item in 1...3 { queue.append(item) }
        let left = [queue.next(), queue.next(), queue.next(), queue.next()]
        #expect(left == [1, 2, 3, nil])
    }

    @Test("F41: of too much the oldest is left out, the last one never")
    func bound() {
        var queue = DeliveryQueue<Int>()
        for item in 1...100 { queue.append(item) }
        #expect(queue.dropped == 100 - UInt64(DeliveryQueue<Int>.capacity))
        var left: [Int] = []
        while let item = queue.next() { left.append(item) }
        #expect(left == Array(69...100))
    }
}
