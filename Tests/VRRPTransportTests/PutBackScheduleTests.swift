import Deadlines
import Testing
import VRRPTransport

@Suite struct PutBackScheduleTests {
    private let start = Samples.start

    private func takes(_ schedule: inout PutBackSchedule, _ now: Instant) -> Bool { schedule.takeDue(at: now) }

    @Test("F21: the first loss is made good at once, the next ones after 0.1 s, 0.2 s and so on up to 5 s")
    func backOff() {
        var schedule = PutBackSchedule()
        var now = start
        var waits: [Nanoseconds] = []
        for _ in 0..<9 {
            schedule.lost(at: now)
            guard let due = schedule.deadline else { break }
            waits.append(due - now)
            now = due
            #expect(takes(&schedule, now))
            _ = schedule.putBack(at: now)
        }
        #expect(waits.map(\.wholeMilliseconds) == [0, 100, 200, 400, 800, 1_600, 3_200, 5_000, 5_000])
    }

    @Test("after a quiet minute a loss is made good at once again")
    func quiet() {
        var schedule = PutBackSchedule()
        for second in 0..<4 {
            schedule.lost(at: start + .seconds(Int64(second)))
            #expect(takes(&schedule, start + .seconds(Int64(second))))
            _ = schedule.putBack(at: start + .seconds(Int64(second)))
        }
        let later = start + .seconds(64)
        schedule.lost(at: later)
        #expect(schedule.deadline == later)
    }

    @Test("more than five times in a minute is no accident")
    func often() {
        var schedule = PutBackSchedule()
        let told = (0..<8).map { schedule.putBack(at: start + .seconds($0 * 9)) }
        #expect(told == [nil, nil, nil, nil, nil, 6, 7, 7])
    }

    @Test("a loss that is noticed twice moves nothing, and one that nobody wants back is forgotten")
    func once() {
        var schedule = PutBackSchedule()
        schedule.lost(at: start)
        schedule.lost(at: start + .seconds(3))
        #expect(schedule.deadline == start)
        #expect(!takes(&schedule, start + .nanosecondsBefore))
        schedule.cancel()
        #expect(!takes(&schedule, start + .seconds(9)))
    }
}

extension Nanoseconds {
    fileprivate static let nanosecondsBefore = Nanoseconds(-1)
}
