import ControlMessages
import LoadBalancer
import Testing

@Suite("The last events")
struct EventHistoryTests {
    private func event(_ kind: EventKind, _ name: String) -> EventMessage {
        EventMessage(at: Timestamp(secondsSince1970: 0), kind: kind, name: name, reason: "")
    }

    /// Objects of two kinds in turn, so that no share is used up.
    private func history(of count: Int, capacity: Int = 20) -> EventHistory {
        var history = EventHistory(first: 100, capacity: capacity)
        for index in 0..<count { history.append(event(index % 2 == 0 ? .service : .reload, "\(index)")) }
        return history
    }

    private func told(
        _ history: EventHistory, _ query: EventQuery, limit: Int = 1_000
    ) -> (missed: Int, numbers: [Int64]) {
        let (batch, _) = history.batch(after: history.start(of: query), of: query.kinds, limit: limit)
        return (batch.missed, batch.events.map(\.number))
    }

    @Test("a new listener is told what comes after it, one that asks for history the last events first")
    func start() {
        let history = history(of: 5)
        #expect(told(history, EventQuery()).numbers == [])
        #expect(told(history, EventQuery(history: 2)).numbers == [103, 104])
        #expect(told(history, EventQuery(history: 99)).numbers == [100, 101, 102, 103, 104])
        #expect(told(history, EventQuery(history: 2, kinds: [.service])).numbers == [102, 104])
        #expect(told(EventHistory(first: 1), EventQuery(history: 3)).numbers == [])
    }

    @Test("a listener that comes back gets what it missed, and is told how much of it is not kept any more")
    func comeBack() {
        let history = history(of: 50)
        #expect(history.count == 20)
        #expect(told(history, EventQuery(after: 147)) == (0, [148, 149]))
        #expect(told(history, EventQuery(after: 149)) == (0, []))
        let late = told(history, EventQuery(after: 109))
        #expect(late.missed == 20)
        #expect(late.numbers == Array(130...149))
    }

    @Test(
        "a number of an earlier life gets all of this one, be it smaller or greater than ours",
        arguments: [7, 99, 5_000])
    func otherLife(number: Int64) {
        #expect(told(history(of: 3), EventQuery(after: number)) == (0, [100, 101, 102]))
    }

    @Test("a batch ends at its limit, and the next one goes on there")
    func batches() {
        let history = history(of: 6)
        let (first, place) = history.batch(after: 99, of: [.service], limit: 2)
        #expect(first.events.map(\.number) == [100, 102])
        let (second, end) = history.batch(after: place, of: [.service], limit: 2)
        #expect(second.events.map(\.number) == [104])
        #expect(second.missed == 0)
        #expect(history.batch(after: end, of: [.service], limit: 2).batch.isEmpty)
    }

    @Test("an object that flaps holds a tenth of the places, and the others stay")
    func flapping() {
        var history = EventHistory(first: 1, capacity: 20)
        history.append(event(.vrrp, "VI_1"))
        history.append(event(.reload, "file"))
        for _ in 0..<1_000 { history.append(event(.realServer, "flaps")) }
        let (missed, numbers) = told(history, EventQuery(after: 0))
        #expect(numbers == [1, 2, 1_001, 1_002])
        #expect(missed == 998)
    }

    @Test("a kind of which many objects change holds half of the places")
    func manyObjects() {
        var history = EventHistory(first: 1, capacity: 20)
        history.append(event(.vrrp, "VI_1"))
        for index in 0..<1_000 { history.append(event(.agent, "\(index)")) }
        #expect(told(history, EventQuery(after: 0)).numbers == [1] + Array(992...1_001))
        for index in 0..<1_000 { history.append(event(.service, "\(index)")) }
        #expect(history.count == 20)
    }
}
