import ControlMessages
import Deadlines
import LoadBalancer
import Logging
import Testing

@Suite("Objects that flap")
struct EventLimiterTests {
    private func entry(
        _ number: Int, of kind: EventKind = .realServer, _ name: String = "flaps"
    ) -> EventLimiter.Entry {
        let event = EventMessage(
            at: Timestamp(secondsSince1970: 0), kind: kind, name: name, from: "s\(number)", to: "s\(number + 1)",
            reason: "reason \(number)")
        return EventLimiter.Entry(event, level: number == 12 ? .warning : .notice)
    }

    private let begin = Instant.zero + .seconds(1)

    @Test("ten events of an object are told, the rest of its 10 s in one summary that joins their ends")
    func summary() throws {
        var limiter = EventLimiter()
        let told = (0..<67).filter { limiter.admits(entry($0), at: begin) }
        #expect(told == Array(0..<10))
        let deadline = try #require(limiter.deadline)
        #expect(deadline == begin + .seconds(10))
        let early = limiter.summaries(at: begin + .seconds(9))
        #expect(early.isEmpty)
        let due = limiter.summaries(at: deadline)
        let summary = try #require(due.first)
        #expect(summary.event.reason == "… and 57 more in the last 10 s, the last: reason 66")
        #expect(summary.event.from == "s10")
        #expect(summary.event.to == "s67")
        #expect(summary.level == .warning)
        #expect(limiter.deadline == nil)
        let again = limiter.summaries(at: deadline)
        #expect(again.isEmpty)
        let isTold = limiter.admits(entry(68), at: deadline)
        #expect(isTold)
    }

    @Test("an object that flaps does not hold back another one, nor itself in another kind")
    func others() {
        var limiter = EventLimiter()
        for number in 0..<100 { _ = limiter.admits(entry(number), at: begin) }
        let told = [entry(0), entry(0, "other"), entry(0, of: .check)].map { limiter.admits($0, at: begin) }
        #expect(told == [false, true, true])
    }

    @Test("summaries of several objects come in order of their names, each when its window ends")
    func order() {
        var limiter = EventLimiter()
        for number in 0..<20 {
            for name in ["b", "a", "c"] { _ = limiter.admits(entry(number, name), at: begin) }
            _ = limiter.admits(entry(number, "later"), at: begin + .seconds(3))
        }
        let first = limiter.summaries(at: begin + .seconds(10)).map(\.event.name)
        #expect(first == ["a", "b", "c"])
        #expect(limiter.deadline == begin + .seconds(13))
        let second = limiter.summaries(at: begin + .seconds(13)).map(\.event.name)
        #expect(second == ["later"])
    }

    @Test("changes of a VRRP instance's state are always told")
    func vrrp() {
        var limiter = EventLimiter()
        let transitions = (0..<1_000).filter { limiter.admits(entry($0, of: .vrrp), at: begin) }
        #expect(transitions.count == 1_000)
        var conflict = entry(0, of: .vrrp)
        conflict.event.from = nil
        let told = (0..<11).filter { _ in limiter.admits(conflict, at: begin) }
        #expect(told.count == 10)
    }
}

extension EventLimiterTests {
    private func entry(_ number: Int, _ name: String) -> EventLimiter.Entry {
        entry(number, of: .realServer, name)
    }
}
