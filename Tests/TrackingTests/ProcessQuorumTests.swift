import Deadlines
import Testing
import Tracking

@Suite("Whether as many processes run as should")
struct ProcessQuorumTests {
    private let start = Instant(nanoseconds: 0)

    @Test(
        "between the least and the most is good",
        arguments: [
            (1, nil, 0, false), (1, nil, 1, true), (2, 3, 3, true), (2, 3, 4, false), (1, 0, 0, true), (1, 0, 1, false),
        ])
    func bounds(least: Int, most: Int?, count: Int, isGood: Bool) {
        var quorum = ProcessQuorum(.init(least: least, most: most))
        _ = quorum.note(count, at: start)
        #expect((quorum.finding == .good) == isGood)
    }

    @Test(
        "a number that fell counts after terminate_delay, one that grew after fork_delay, and one that came back not at all"
    )
    func delays() {
        var quorum = ProcessQuorum(.init(least: 1, forkDelay: .seconds(5), terminateDelay: .seconds(2)))
        #expect(quorum.note(1, at: start) == true)
        #expect(quorum.note(0, at: start + .seconds(10)) == false)
        #expect(quorum.deadline == start + .seconds(12))
        #expect(quorum.note(1, at: start + .seconds(11)) == false)
        #expect(quorum.deadline == nil)
        _ = quorum.note(0, at: start + .seconds(20))
        #expect(quorum.settle(at: start + .milliseconds(21_999)) == false)
        #expect(quorum.settle(at: start + .seconds(22)) == true)
        #expect(quorum.finding == .bad("counts 0 where at least 1 should run"))
        _ = quorum.note(1, at: start + .seconds(30))
        #expect(quorum.deadline == start + .seconds(35))
    }

    @Test("other bounds judge the last number at once, other delays leave a change that is under way its time")
    func otherSettings() {
        var quorum = ProcessQuorum(.init(least: 1, terminateDelay: .seconds(5)))
        #expect(quorum.with(.init(least: 3)).finding == .undecided)
        _ = quorum.note(2, at: start)
        #expect(quorum.with(.init(least: 3)).finding == .bad("counts 2 where at least 3 should run"))
        #expect(quorum.with(.init(least: 3)).with(.init(least: 2)).finding == .good)
        #expect(quorum.with(.init(most: 1)).finding == .bad("counts 2 where 1 should run"))
        _ = quorum.note(0, at: start)
        let delayed = quorum.with(.init(least: 1, terminateDelay: .seconds(9)))
        #expect(delayed.finding == .good)
        #expect(delayed.deadline == start + .seconds(5))
    }
}

@Suite("A signal that is believed later")
struct DelayedSignalTests {
    private let start = Instant(nanoseconds: 0)

    @Test("what is known first counts at once")
    func first() {
        var signal = DelayedSignal()
        #expect(signal.value == nil)
        #expect(signal.note(false, after: .seconds(5), at: start) == true)
        #expect(signal.value == false)
    }

    @Test("the delay runs from the first moment of a change")
    func change() {
        var signal = DelayedSignal()
        _ = signal.note(true, after: .zero, at: start)
        #expect(signal.note(false, after: .seconds(2), at: start) == false)
        #expect(signal.note(false, after: .seconds(2), at: start + .seconds(1)) == false)
        #expect(signal.deadline == start + .seconds(2))
        #expect(signal.note(false, after: .seconds(2), at: start + .seconds(2)) == true)
        #expect(signal.value == false)
    }
}
