import Deadlines
import Testing
import VRRPEngine
import VRRPSimulator

/// What each invariant is about, brought about on purpose; every time exact.
@Suite struct ScenarioTests {
    private func router(_ priority: UInt8, _ change: (inout RouterDraft) -> Void = { _ in }) -> RouterDraft {
        var draft = RouterDraft()
        draft.priority = priority
        change(&draft)
        return draft
    }

    /// The story of a plan that breaks nothing.
    private func story(
        _ routers: [RouterDraft], segments: Int = 1, until end: Nanoseconds = .seconds(120), _ faults: TimedFault...
    ) -> Story {
        let story = Simulation.story(of: Plan(routers, segmentCount: segments, faults: faults, end: end))
        #expect(story.violation == nil, "\(story.text())")
        return story
    }

    private func milliseconds(_ count: Int64) -> Nanoseconds { .milliseconds(count) }

    /// 200 is master from 3.21875 s on, and advertises at .21875 of each second.
    private var pair: [RouterDraft] { [router(200), router(100)] }

    @Test("VR-43: a killed master is followed a master down interval after its last advertisement")
    func kill() {
        let story = story(pair, TimedFault(at: milliseconds(10_500), .kill(node: 0, down: .seconds(30))))
        let takeover = Nanoseconds(10_218_750_000 + 3_609_375_000)
        #expect(story.turns.first { $0.instance == 1 && $0.state == .master }?.at == takeover)
        // And the dead node's address goes when its lifetime, refreshed last at 9.87 s, is over.
        let gone = story.carriage(of: 0).first { !$0.carries }?.at ?? .zero
        #expect(gone > takeover && gone <= milliseconds(9_886) + .seconds(10) + KernelLifetime.kernelDelay)
    }

    @Test("VR-64, VR-50: a master that stops is followed after the skew time, and its addresses are gone at once")
    func stop() {
        let story = story(pair, TimedFault(at: milliseconds(10_500), .stop(node: 0, down: .seconds(30))))
        let turn = Turn(at: Nanoseconds(10_500_000_000 + 609_375_000), instance: 1, state: .master)
        #expect(story.turns.contains(turn))
        #expect(story.carriage(of: 0).first { !$0.carries }?.at == milliseconds(10_500))
    }

    @Test("F45, VR-57: two halves of a network meet again: one master by the next advertisement")
    func splitBrain() {
        let story = story(
            pair, TimedFault(at: milliseconds(10_500), .partition(segment: 0, side: 1, length: .seconds(60))))
        let second = story.turns.filter { $0.instance == 1 && $0.at > .seconds(10) }
        #expect(second.map(\.state) == [.master, .backup])
        // Its own advertisement at .828125 is answered at once.
        #expect(second.last?.at == milliseconds(70_500) + Nanoseconds(328_125_000))
    }

    @Test("VR-58: among equals that meet the greater address stays")
    func tie() {
        let story = story(
            [router(100), router(100)],
            TimedFault(at: milliseconds(10_500), .partition(segment: 0, side: 1, length: .seconds(60))))
        #expect(story.turns.last { $0.instance == 0 }?.state == .backup)
        #expect(story.turns.last { $0.instance == 1 }?.state == .master)
    }

    @Test("VR-54: without preemption a better router that comes back stays backup; with it, it does not")
    func preemption() {
        let fault = TimedFault(at: .seconds(10), .powerCut(node: 0, down: .seconds(30)))
        let polite = story([router(200) { $0.preempt = false }, router(100)], fault)
        #expect(polite.turns.last { $0.instance == 0 }?.state == .backup)
        let pushing = story(pair, fault)
        #expect(
            pushing.turns.last { $0.state == .master }
                == Turn(at: Nanoseconds(43_218_750_000), instance: 0, state: .master))
    }

    @Test("VR-69: a better router that comes back waits for its preempt delay")
    func preemptDelay() {
        let story = story(
            [router(200) { $0.preemptDelay = .seconds(20) }, router(100)],
            TimedFault(at: .seconds(10), .powerCut(node: 0, down: .seconds(30))))
        let turn = story.turns.last { $0.instance == 0 && $0.state == .master }
        #expect(turn.map { $0.at > .seconds(60) && $0.at < .seconds(66) } == true)
    }

    @Test("VR-46: a backup with an interval of 1 s follows a master that advertises every 10 s")
    func learnedInterval() {
        let slow = router(200) { $0.interval = .seconds(10) }
        let story = story([slow, router(100)], until: .seconds(300))
        // It was master before it had heard anybody.
        #expect(story.turns.filter { $0.instance == 1 && $0.state == .master }.count == 1)
    }

    @Test(
        "F46: where only one direction works nobody flaps, whatever the order of priorities",
        arguments: [
            (200, 100), (100, 200), (100, 100),
        ] as [(UInt8, UInt8)])
    func oneWay(first: UInt8, second: UInt8) {
        let story = story(
            [router(first), router(second)], until: .seconds(600),
            TimedFault(at: .seconds(20), .cut(segment: 0, from: 1, to: 0, length: .seconds(3_600))))
        #expect(story.turns.filter { $0.at > .seconds(30) }.isEmpty)
    }

    @Test("F47: at 1 % loss nobody takes over in an hour; at 30 % it is as often as the formula says")
    func loss() {
        let quiet = lossy(10, for: .seconds(3_600))
        #expect(quiet.turns.filter { $0.instance == 1 && $0.state == .master }.isEmpty)
        // Three in a row after one that arrived: 0.7 × 0.3³ of 3,600 advertisements an hour, 68; here ten hours.
        let takeovers = lossy(300, for: .seconds(36_000)).turns.filter { $0.instance == 1 && $0.state == .master }.count
        #expect((544...816).contains(takeovers))
    }

    private func lossy(_ perMille: Int, for length: Nanoseconds) -> Story {
        story(
            pair, until: length,
            TimedFault(
                at: .seconds(5), .disturbance(segment: 0, from: 0, to: 1, Disturbance(lost: perMille), length: length)))
    }

    @Test("a master that stalls for longer than its lifetime loses its addresses, and takes them back when it goes on")
    func stall() {
        let story = story(pair, TimedFault(at: milliseconds(10_500), .stall(node: 0, length: .seconds(30))))
        let carriage = story.carriage(of: 0).filter { $0.at > .seconds(10) }
        #expect(carriage.map(\.carries) == [false, true])
        #expect(carriage.last?.at == milliseconds(40_500))
        #expect(story.turns.last == Turn(at: milliseconds(40_500), instance: 1, state: .backup))
    }

    @Test("a worse master that stalls reads what has arrived before it carries or says anything")
    func stallOfTheWorse() {
        let story = story(
            [router(200), router(100)],
            TimedFault(at: milliseconds(10_500), .powerCut(node: 0, down: .seconds(20))),
            TimedFault(at: .seconds(20), .stall(node: 1, length: .seconds(40))))
        #expect(story.carriage(of: 1).last.map { !$0.carries && $0.at < .seconds(40) } == true)
        #expect(story.turns.last == Turn(at: .seconds(60), instance: 1, state: .backup))
    }

    @Test("F21: addresses that somebody deletes are put back, and nobody steps down")
    func deletion() {
        let story = story(
            pair, TimedFault(at: .seconds(20), .deletion(instance: 0)),
            TimedFault(at: .seconds(21), .deletion(instance: 0)))
        #expect(story.turns.filter { $0.at >= .seconds(20) }.isEmpty)
        #expect(
            story.carriage(of: 0).filter { $0.at >= .seconds(20) }.map(\.at) == [
                .seconds(20), .seconds(20), .seconds(21), milliseconds(21_100),
            ])
    }

    @Test("a restart that keeps its role is not noticed by anybody")
    func keptRestart() {
        let story = story(pair, TimedFault(at: milliseconds(10_500), .keptRestart(node: 0, down: .seconds(1))))
        #expect(story.turns.filter { $0.instance == 1 && $0.state == .master }.isEmpty)
        #expect(!story.carriage(of: 0).contains { !$0.carries })
    }

    @Test("versions 2 and 3 on one link do not believe each other; a reload brings them together")
    func versions() {
        let story = story(
            [router(200) { $0.version = .v2 }, router(100)],
            TimedFault(at: .seconds(30), .reload(instance: 0, router(200))))
        #expect(story.turns.filter { $0.instance == 1 && $0.at < .seconds(30) }.last?.state == .master)
        #expect(story.turns.last { $0.instance == 1 }?.state == .backup)
        #expect(story.turns.last { $0.instance == 0 }?.state == .master)
    }

    @Test("a sync group leaves both links when it loses one")
    func syncGroup() {
        let better = router(200) { $0.syncGroup = "SG" }
        let worse = router(100) { $0.syncGroup = "SG" }
        let story = story(
            [better, worse, better, worse], segments: 2,
            TimedFault(at: .seconds(20), .carrierLoss(instance: 0, length: .seconds(30))))
        let afterLoss = story.turns.filter { $0.at > .seconds(20) && $0.at < .seconds(50) }
        #expect(
            afterLoss.filter { $0.state == .master }.map(\.instance) == [1, 3]
                || afterLoss.filter { $0.state == .master }.map(\.instance) == [3, 1])
        #expect(story.turns.last { $0.instance == 0 }?.state == .master)
        #expect(story.turns.last { $0.instance == 2 }?.state == .master)
    }

    @Test("a script's weight moves mastership and gives it back")
    func weight() {
        let story = story(pair, TimedFault(at: .seconds(20), .weight(instance: 0, weight: -150, length: .seconds(20))))
        #expect(story.turns.last { $0.at < .seconds(40) && $0.state == .master }?.instance == 1)
        #expect(story.turns.last { $0.state == .master }?.instance == 0)
    }

    @Test("an operator's release hands over at once, and a hold takes part again")
    func release() {
        let story = story(pair, TimedFault(at: milliseconds(20_500), .release(instance: 0, length: .seconds(20))))
        #expect(story.turns.first { $0.at > .seconds(20) && $0.instance == 1 }?.at == Nanoseconds(21_109_375_000))
        #expect(story.turns.last { $0.state == .master }?.instance == 0)
    }
}
