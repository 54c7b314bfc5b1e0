import Deadlines
import ManagementServers
import Testing

@Suite("How many agents move in a second")
struct MovePaceTests {
    private func at(_ milliseconds: Int64) -> Instant { Instant.zero + .milliseconds(milliseconds) }

    @Test("one second's worth may go at once, then as many as the time allows")
    func bucket() {
        var pace = MovePace(rate: 10)
        var taken = [pace.take(25, at: at(0)), pace.take(25, at: at(0))]
        for time in [50, 100, 450, 451] as [Int64] { taken.append(pace.take(25, at: at(time))) }
        taken.append(pace.take(25, at: at(60_000)))
        #expect(taken == [10, 0, 0, 1, 3, 0, 10])
    }

    @Test("the next move is due when it may be taken, not before")
    func next() {
        var pace = MovePace(rate: 3)
        _ = pace.take(3, at: at(0))
        let due = pace.next(at: at(0))
        #expect(due.nanoseconds == 333_333_334)
        var early = pace
        let none = early.take(1, at: Instant(nanoseconds: due.nanoseconds - 1))
        let one = pace.take(1, at: due)
        #expect((none, one) == (0, 1))
    }

    @Test("a rate of 0 holds nothing up")
    func unlimited() {
        var pace = MovePace(rate: 0)
        let taken = pace.take(1_000_000, at: at(0))
        #expect(taken == 1_000_000)
        #expect(pace.next(at: at(5)) == at(5))
    }

    @Test("a clock that stands still or goes back gives nothing")
    func clock() {
        var pace = MovePace(rate: 1)
        let first = pace.take(1, at: at(5_000))
        let second = pace.take(1, at: at(1_000))
        #expect((first, second) == (1, 0))
    }
}
