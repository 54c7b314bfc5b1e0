import Deadlines
import Testing

@Suite("Deadlines")
struct DeadlineQueueTests {
    private func instant(_ seconds: Int64) -> Instant { .zero + .seconds(seconds) }

    @Test("the earliest deadline comes out first, equal ones in the order they were set")
    func order() {
        var queue = DeadlineQueue<String>()
        queue.set("late", to: instant(3))
        queue.set("first", to: instant(1))
        queue.set("second", to: instant(1))
        #expect(queue.earliest() == instant(1))
        #expect(queue.popDue(at: instant(1)) == "first")
        #expect(queue.popDue(at: instant(1)) == "second")
        #expect(queue.popDue(at: instant(2)) == nil)
        #expect(queue.popDue(at: instant(3)) == "late")
        #expect(queue.earliest() == nil)
    }

    @Test("setting a key again moves its deadline, nil cancels it")
    func movesAndCancels() {
        var queue = DeadlineQueue<String>()
        queue.set("a", to: instant(1))
        queue.set("a", to: instant(5))
        queue.set("b", to: instant(2))
        queue.set("b", to: nil)
        #expect(queue.count == 1)
        #expect(queue.popDue(at: instant(4)) == nil)
        #expect(queue.popDue(at: instant(5)) == "a")
    }

    @Test("against a plain list, over random operations")
    func againstModel() {
        for seed in UInt64(0)..<50 {
            var generator = SeededGenerator(seed: seed)
            var queue = DeadlineQueue<Int>()
            var model: [(key: Int, instant: Instant, order: Int)] = []
            for step in 0..<500 {
                let key = Int.random(in: 0..<20, using: &generator)
                let when = instant(Int64.random(in: 0..<100, using: &generator))
                switch Int.random(in: 0..<4, using: &generator) {
                case 0, 1:
                    queue.set(key, to: when)
                    model.removeAll { $0.key == key }
                    model.append((key, when, step))
                case 2:
                    queue.set(key, to: nil)
                    model.removeAll { $0.key == key }
                default:
                    let due = model.filter { $0.instant <= when }.min {
                        ($0.instant, $0.order) < ($1.instant, $1.order)
                    }
                    #expect(queue.popDue(at: when) == due?.key)
                    model.removeAll { $0.key == due?.key }
                }
                #expect(queue.count == model.count)
                #expect(queue.earliest() == model.map(\.instant).min())
            }
        }
    }
}
