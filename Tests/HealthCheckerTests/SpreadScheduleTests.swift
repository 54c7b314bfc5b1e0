import Deadlines
import HealthChecker
import Testing

@Suite("Spreading first checks")
struct SpreadScheduleTests {
    private let keys = (0..<1_000).map {
        CheckKey(service: "TCP 192.0.2.1:80", realServer: "10.0.\($0 / 250).\($0 % 250):80", ordinal: 0)
    }

    @Test("F37: a thousand checks fall evenly over their warm-up")
    func even() {
        let schedule = SpreadSchedule(seed: 7)
        var perSecond = Array(repeating: 0, count: 10)
        for key in keys {
            let spread = schedule.spread(of: key, over: .seconds(10))
            #expect(spread >= .zero && spread < .seconds(10))
            perSecond[Int(spread.wholeSeconds)] += 1
        }
        #expect(perSecond.allSatisfy { (50...150).contains($0) })
    }

    @Test("the place of a check depends on the seed and its key alone")
    func stable() {
        #expect(
            SpreadSchedule(seed: 7).spread(of: keys[0], over: .seconds(10))
                == SpreadSchedule(seed: 7).spread(of: keys[0], over: .seconds(10)))
        #expect(
            SpreadSchedule(seed: 7).spread(of: keys[0], over: .seconds(10))
                != SpreadSchedule(seed: 8).spread(of: keys[0], over: .seconds(10)))
        // Pinned: a changed value would move every check of a cluster at an upgrade.
        #expect(SpreadSchedule(seed: 7).spread(of: keys[0], over: .seconds(10)).count == 8_355_843_023)
    }

    @Test("no warm-up, no spread; the longest warm-up does not overflow")
    func edges() {
        let schedule = SpreadSchedule(seed: 0)
        #expect(schedule.spread(of: keys[0], over: .zero) == .zero)
        #expect(schedule.spread(of: keys[0], over: Nanoseconds(.min)) == .zero)
        #expect(schedule.spread(of: keys[0], over: Nanoseconds(.max)) >= .zero)
    }
}
