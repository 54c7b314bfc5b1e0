import Addresses
import Deadlines
import Testing
import VRRPEngine

@Suite struct MasterTests {
    @Test("VR-81, VR-96: a new master advertises first, then adds its addresses, then announces them")
    func order() {
        let trial = Trial.master()
        #expect(
            trial.actions == [
                .sendAdvertisement(priority: 100), .addAddresses, .announce(repetitions: 5),
                .transition(from: .backup, to: .master, reason: .masterSilent),
            ])
    }

    @Test("VR-52: a master that hears priority 0 advertises at once, resets its timer and stays")
    func priorityZero() {
        var trial = Trial.master()
        trial.wait(.milliseconds(700))
        trial.hear(priority: 0)
        #expect(trial.actions == [.sendAdvertisement(priority: 100)])
        #expect(trial.router.state == .master)
        #expect(trial.timeLeft == .seconds(1))
    }

    @Test("VR-57: a master yields to a higher priority, with the interval learned and the addresses off")
    func higherPriority() {
        var trial = Trial.master()
        trial.hear(priority: 101, interval: .seconds(2))
        #expect(
            trial.actions == [
                .removeAddresses,
                .transition(from: .master, to: .backup, reason: .higherPriority(101, from: Samples.smaller)),
                .report(.intervalDiffers(Samples.smaller, .seconds(2))),
            ])
        #expect(trial.timeLeft == Nanoseconds(7_218_750_000))
        #expect(trial.router.master?.priority == 101)
    }

    @Test("VR-58: at equal priority a master yields to the greater address")
    func equalPriorityGreaterAddress() {
        var trial = Trial.master()
        trial.hear(priority: 100, from: Samples.greater)
        #expect(trial.router.state == .backup)
        #expect(trial.adverts.isEmpty)
        #expect(
            trial.actions.contains(
                .transition(from: .master, to: .backup, reason: .greaterAddress(Samples.greater))))
    }

    @Test("VR-58: addresses compare as numbers in network byte order, not byte by byte from the end")
    func equalPriorityByteOrder() {
        var trial = Trial.master()
        trial.hear(priority: 100, from: .v4(IPv4Address(191, 255, 255, 255)))
        #expect(trial.router.state == .master)
        trial.hear(priority: 100, from: .v4(IPv4Address(193, 0, 0, 0)))
        #expect(trial.router.state == .backup)
    }

    @Test("VR-60: at equal priority a master stays against a smaller address and advertises at once")
    func equalPrioritySmallerAddress() {
        var trial = Trial.master()
        trial.hear(priority: 100, from: Samples.smaller)
        #expect(trial.router.state == .master)
        #expect(trial.adverts == [100])
    }

    @Test("VR-61: a master answers a lower priority with an advertisement at once and announces its addresses")
    func lowerPriority() {
        var trial = Trial.master()
        trial.wait(.milliseconds(300))
        trial.hear(priority: 99)
        #expect(
            trial.actions == [
                .sendAdvertisement(priority: 100), .announce(repetitions: 5), .heardLowerPriorityMaster,
            ])
        #expect(trial.router.state == .master)
        // A second one within garp_lower_prio_delay adds no burst.
        trial.wait(.milliseconds(1))
        trial.hear(priority: 99)
        #expect(trial.actions == [.sendAdvertisement(priority: 100), .heardLowerPriorityMaster])
        trial.hear(priority: 99, from: Samples.greater)
        #expect(trial.router.state == .master)
    }

    @Test("F46: a lower priority that goes on advertising does not hear this master, which stays and says so")
    func deafMaster() {
        var trial = Trial.master()
        let report = Action.report(.deafMaster(Samples.smaller, priority: 99))
        for _ in 0..<3 {
            trial.hear(priority: 99)
            #expect(!trial.actions.contains(report))
            trial.wait(.seconds(1))
        }
        trial.hear(priority: 99)
        #expect(trial.actions.contains(report))
        #expect(trial.router.state == .master)
        // After a pause it may be another story.
        trial.wait(.seconds(10))
        trial.hear(priority: 99)
        #expect(!trial.actions.contains(report))
    }

    @Test("a flood of lower priorities is answered once in a millisecond")
    func lowerPriorityFlood() {
        var trial = Trial.master()
        var answers = 0
        for _ in 0..<1_000 {
            trial.hear(priority: 99)
            answers += trial.adverts.count
            trial.wait(.microseconds(10))
        }
        #expect(answers == 10)
    }

    @Test("VR-61: garp_lower_prio_repeat 0 announces nothing")
    func lowerPriorityQuiet() {
        var trial = Trial.master(
            Samples.settings(announcements: AnnouncementSettings(lowerPriorityRepeat: 0)))
        trial.hear(priority: 99)
        #expect(trial.actions == [.sendAdvertisement(priority: 100), .heardLowerPriorityMaster])
    }

    @Test("VR-64: shutting down a master sends one priority 0 before the addresses go")
    func shutdown() {
        var trial = Trial.master()
        trial.handle(.shutdown)
        #expect(
            trial.actions == [
                .sendAdvertisement(priority: 0), .removeAddresses,
                .transition(from: .master, to: .initialize, reason: .shutdown),
            ])
    }

    @Test("VR-67: 10,000 advertisements at 10 ms take 100 s, however late each wake-up is")
    func noDrift() {
        var trial = Trial.master(
            Samples.settings(
                interval: .milliseconds(10), announcements: AnnouncementSettings(masterDelay: .zero)))
        let begin = trial.now
        var generator = SeededGenerator(seed: 7)
        var sent = 0
        while sent < 10_000, let deadline = trial.router.deadline {
            trial.now = deadline + .microseconds(Int64.random(in: 0...4_000, using: &generator))
            trial.handle(.deadlineReached)
            sent += trial.adverts.count
        }
        let taken = trial.now - begin
        #expect(taken >= .seconds(100) && taken <= .milliseconds(100_010))
    }

    @Test("after a stall of many intervals a master sends one advertisement, not all that were missed")
    func stall() {
        var trial = Trial.master()
        trial.wait(.milliseconds(7_300))
        trial.handle(.deadlineReached)
        #expect(trial.adverts == [100])
        #expect(trial.timeLeft == .seconds(1))
    }

    @Test("VR-70: a second owner and an equal priority are reported")
    func conflicts() {
        var owner = Trial(Samples.settings(priority: 255))
        owner.hear(priority: 255, from: Samples.smaller)
        #expect(owner.observations == [.secondOwner(Samples.smaller)])
        #expect(owner.router.state == .master)
        var master = Trial.master()
        master.hear(priority: 100, from: Samples.smaller)
        #expect(master.observations == [.equalPriorityMaster(Samples.smaller)])
        master.hear(priority: 99, from: Samples.smaller)
        #expect(master.observations.isEmpty)
    }

    @Test("VR-84: the second burst comes after garp_master_delay, then no more without a refresh")
    func secondBurst() {
        var trial = Trial.master()
        let begin = trial.now
        #expect(trial.announcements == [5])
        var bursts: [(Nanoseconds, Int)] = []
        while trial.now - begin < .seconds(20) {
            trial.runToDeadline()
            bursts += trial.announcements.map { (trial.now - begin, $0) }
        }
        #expect(bursts.map(\.0) == [.seconds(5)])
        #expect(bursts.map(\.1) == [5])
    }

    @Test("VR-84: garp_master_refresh repeats")
    func refresh() {
        var trial = Trial.master(
            Samples.settings(
                announcements: AnnouncementSettings(
                    masterDelay: .zero, masterRepeat: 2, masterRefresh: .milliseconds(2_500), masterRefreshRepeat: 3)))
        #expect(trial.announcements == [2])
        let begin = trial.now
        var bursts: [(Nanoseconds, Int)] = []
        while trial.now - begin < .seconds(8) {
            trial.runToDeadline()
            bursts += trial.announcements.map { (trial.now - begin, $0) }
        }
        #expect(bursts.map(\.0) == [.milliseconds(2_500), .seconds(5), .milliseconds(7_500)])
        #expect(bursts.allSatisfy { $0.1 == 3 })
    }

    @Test("a new priority keeps the role: a master advertises it at once")
    func reconfigure() {
        var trial = Trial.master()
        let since = trial.router.since
        trial.wait(.milliseconds(500))
        trial.actions.removeAll()
        trial.router.reconfigure(to: Samples.settings(priority: 150), at: trial.now, into: &trial.actions)
        #expect(
            trial.actions == [
                .priorityChanged(from: 100, to: 150), .sendAdvertisement(priority: 150), .addAddresses,
                .announce(repetitions: 5),
            ])
        #expect(trial.router.state == .master)
        #expect(trial.router.since == since)
        #expect(trial.timeLeft == .seconds(1))
    }
}
