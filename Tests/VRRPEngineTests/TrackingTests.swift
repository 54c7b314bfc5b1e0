import Addresses
import Deadlines
import Testing
import VRRPEngine

/// What scripts, files, processes and interfaces do to a router.
@Suite struct TrackingTests {
    private func verdict(_ weights: Int..., faults: [String] = []) -> TrackingVerdict {
        TrackingVerdict(
            adjustments: weights.enumerated().map { PriorityAdjustment(cause: "track_script \($0)", weight: $1) },
            faults: faults)
    }

    private static let sums: [(weights: [Int], expected: UInt8)] = [
        ([], 100), ([20], 120), ([-20, 5], 85), ([253], 254), ([-253], 1), ([Int.max, 1], 254), ([Int.min, -1], 1),
        ([200, -200], 100),
    ]

    @Test("the effective priority is the configured one and all adjustments, held within 1 to 254", arguments: sums)
    func clamps(weights: [Int], expected: UInt8) {
        let verdict = TrackingVerdict(adjustments: weights.map { PriorityAdjustment(cause: "x", weight: $0) })
        #expect(verdict.effectivePriority(of: 100) == expected)
        #expect(verdict.effectivePriority(of: 255) == 255)
    }

    @Test("the reasons name what adds something now")
    func reasons() {
        var trial = Trial(Samples.settings())
        trial.handle(
            .trackingChanged(
                TrackingVerdict(adjustments: [
                    PriorityAdjustment(cause: "track_script chk", weight: -20),
                    PriorityAdjustment(cause: "track_file load", weight: 0),
                    PriorityAdjustment(cause: "track_interface eth1", weight: 10),
                ])))
        #expect(trial.router.priorityReasons == ["track_script chk -20", "track_interface eth1 +10"])
        #expect(trial.actions == [.priorityChanged(from: 100, to: 90)])
    }

    @Test("a master advertises its new priority at once, and yields to who now has more")
    func masterLosesPriority() {
        var trial = Trial.master()
        trial.wait(.milliseconds(700))
        trial.handle(.trackingChanged(verdict(-20)))
        #expect(trial.actions == [.priorityChanged(from: 100, to: 80), .sendAdvertisement(priority: 80)])
        #expect(trial.timeLeft == .seconds(1))
        #expect(trial.router.master?.priority == 80)
        trial.hear(priority: 90)
        #expect(trial.router.state == .backup)
    }

    @Test("a verdict that changes nothing asks for nothing")
    func sameVerdict() {
        var trial = Trial.master()
        trial.handle(.trackingChanged(verdict(10, -10)))
        #expect(trial.actions.isEmpty)
    }

    @Test("a backup's running timer follows its priority, as if that had been so from the start")
    func backupTimer() {
        var trial = Trial(Samples.settings(priority: 100))
        trial.hear(priority: 200)
        trial.wait(.seconds(1))
        trial.handle(.trackingChanged(verdict(100)))
        #expect(trial.timeLeft == Nanoseconds(3_218_750_000) - .seconds(1))
        trial.handle(.trackingChanged(verdict(-99)))
        #expect(trial.timeLeft == Nanoseconds(3_996_093_750) - .seconds(1))
        trial.handle(.trackingChanged(.clear))
        #expect(trial.timeLeft == Nanoseconds(3_609_375_000) - .seconds(1))
    }

    @Test("a backup that rises above the master takes over")
    func backupRises() {
        var trial = Trial(Samples.settings(priority: 100))
        trial.hear(priority: 150)
        trial.handle(.trackingChanged(verdict(60)))
        trial.wait(.seconds(1))
        let deadline = trial.router.deadline
        trial.hear(priority: 150)
        #expect(trial.router.deadline == deadline)
        trial.runToDeadline()
        #expect(trial.router.state == .master)
        #expect(trial.adverts == [160])
    }

    @Test("the owner's priority does not move")
    func owner() {
        var trial = Trial(Samples.settings(priority: 255))
        trial.handle(.trackingChanged(verdict(-100)))
        #expect(trial.actions.isEmpty)
        #expect(trial.router.effectivePriority == 255)
    }

    @Test("what fails without a weight is FAULT with its name, the last fault to go ends it")
    func faults() {
        var trial = Trial.master()
        trial.handle(.trackingChanged(verdict(faults: ["track_script chk failed"])))
        #expect(
            trial.actions == [
                .sendAdvertisement(priority: 0), .removeAddresses,
                .transition(
                    from: .master, to: .fault, reason: .fault(.tracked, tracked: ["track_script chk failed"])),
            ])
        #expect(trial.router.faultReason == "track_script chk failed")
        trial.handle(.faultBegan(.interfaceDown))
        #expect(trial.router.faultReason == "the interface is down, track_script chk failed")
        trial.handle(.trackingChanged(.clear))
        #expect(trial.router.state == .fault)
        trial.handle(.faultEnded(.interfaceDown))
        #expect(trial.router.state == .backup)
        #expect(trial.timeLeft == Nanoseconds(3_609_375_000))
    }

    @Test("a priority lost together with a fault is not advertised before the farewell")
    func faultAndPriority() {
        var trial = Trial.master()
        trial.handle(.trackingChanged(verdict(-50, faults: ["track_process haproxy is not running"])))
        #expect(trial.adverts == [0])
    }

    @Test("an unweighted script without a result holds a router in INIT, and only there")
    func undecided() {
        var trial = Trial(Samples.settings(), started: false)
        trial.handle(.trackingChanged(TrackingVerdict(isUndecided: true)))
        trial.handle(.start)
        #expect(trial.actions == [.removeAddresses])
        #expect(trial.router.state == .initialize)
        #expect(trial.router.deadline == nil)
        trial.wait(.seconds(5))
        trial.handle(.trackingChanged(.clear))
        #expect(trial.router.state == .backup)
        #expect(trial.timeLeft == Nanoseconds(3_609_375_000))
        trial.handle(.trackingChanged(TrackingVerdict(isUndecided: true)))
        #expect(trial.router.state == .backup)
    }

    @Test("a first result that is a failure leads from INIT to FAULT")
    func undecidedThenFault() {
        var trial = Trial(Samples.settings(), started: false)
        trial.handle(.trackingChanged(TrackingVerdict(isUndecided: true)))
        trial.handle(.start)
        trial.handle(.trackingChanged(verdict(faults: ["track_script chk failed"])))
        #expect(trial.router.state == .fault)
        #expect(trial.router.faultReason == "track_script chk failed")
    }

    @Test("a router that was not started waits for that, whatever the results")
    func verdictBeforeStart() {
        var trial = Trial(Samples.settings(priority: 255), started: false)
        trial.handle(.trackingChanged(.clear))
        #expect(trial.actions.isEmpty)
        #expect(trial.router.state == .initialize)
    }

    @Test("new settings keep what is tracked")
    func reconfigure() {
        var trial = Trial.master()
        trial.handle(.trackingChanged(verdict(-30)))
        trial.actions.removeAll()
        trial.router.reconfigure(to: Samples.settings(priority: 200), at: trial.now, into: &trial.actions)
        #expect(trial.router.effectivePriority == 170)
        #expect(trial.actions.first == .priorityChanged(from: 70, to: 170))
        #expect(trial.adverts == [170])
    }

    @Test("released by the operator: the addresses go, another router takes over; held: a backup again")
    func release() {
        var trial = Trial.master()
        trial.handle(.released)
        #expect(
            trial.actions == [
                .sendAdvertisement(priority: 0), .removeAddresses,
                .transition(from: .master, to: .fault, reason: .fault(.released)),
            ])
        #expect(trial.router.faultReason == "released by the operator")
        trial.hear(priority: 1)
        trial.wait(.seconds(1000))
        trial.handle(.deadlineReached)
        #expect(trial.actions.isEmpty)
        trial.handle(.released)
        #expect(trial.actions.isEmpty)
        trial.handle(.held)
        #expect(trial.router.state == .backup)
        trial.handle(.held)
        #expect(trial.actions.isEmpty)
    }

    @Test("a release outlives new settings and holds a router that starts")
    func releaseStays() {
        var trial = Trial(Samples.settings(), started: false)
        trial.handle(.released)
        trial.handle(.start)
        #expect(trial.router.state == .fault)
        trial.router.reconfigure(to: Samples.settings(priority: 200), at: trial.now, into: &trial.actions)
        #expect(trial.router.state == .fault)
        trial.handle(.held)
        #expect(trial.router.state == .backup)
    }
}
