import Deadlines
import Testing
import VRRPEngine

@Suite struct BackupTests {
    @Test("VR-46: with the master's 3 s learned, a backup of 1 s waits 10.8 s of silence")
    func learnsTheInterval() {
        var trial = Trial(Samples.settings(priority: 100, interval: .seconds(1)))
        trial.hear(priority: 200, interval: .seconds(3))
        #expect(trial.timeLeft == Nanoseconds(10_828_125_000))
        trial.wait(.milliseconds(10_828))
        trial.handle(.deadlineReached)
        #expect(trial.router.state == .backup)
        trial.runToDeadline()
        #expect(trial.router.state == .master)
    }

    @Test("a version 2 backup keeps to its own interval")
    func version2DoesNotLearn() {
        var trial = Trial(Samples.settings(priority: 100, version: .v2, interval: .seconds(2)))
        trial.hear(priority: 200, interval: .seconds(2))
        #expect(trial.timeLeft == Nanoseconds(6_609_375_000))
    }

    @Test("VR-49: once master, a router advertises at its own interval again")
    func ownIntervalAsMaster() {
        var trial = Trial(Samples.settings(priority: 100, interval: .seconds(1)))
        trial.hear(priority: 200, interval: .seconds(3))
        trial.runToDeadline()
        #expect(trial.router.state == .master)
        #expect(trial.timeLeft == .seconds(1))
    }

    @Test("VR-50: a backup that hears priority 0 waits only the skew time, by the learned interval")
    func priorityZero() {
        var trial = Trial(Samples.settings(priority: 100, interval: .seconds(1)))
        trial.hear(priority: 200, interval: .seconds(3))
        trial.wait(.seconds(1))
        trial.hear(priority: 0, interval: .seconds(1))
        #expect(trial.actions.isEmpty)
        #expect(trial.timeLeft == Nanoseconds(1_828_125_000))
        trial.runToDeadline()
        #expect(trial.actions.last == .transition(from: .backup, to: .master, reason: .masterLeft))
    }

    @Test("VR-53: a preempting backup lets its timer run on through advertisements of lower priority")
    func lowerPriorityWithPreemption() {
        var trial = Trial(Samples.settings(priority: 100))
        let deadline = trial.router.deadline
        trial.wait(.seconds(1))
        trial.hear(priority: 99)
        #expect(trial.router.deadline == deadline)
        trial.runToDeadline()
        #expect(trial.router.state == .master)
    }

    @Test("VR-54: a backup that must not preempt accepts advertisements of lower priority")
    func lowerPriorityWithoutPreemption() {
        var trial = Trial(Samples.settings(priority: 100, preempt: false))
        trial.wait(.seconds(1))
        trial.hear(priority: 1)
        #expect(trial.timeLeft == Nanoseconds(3_609_375_000))
        #expect(trial.router.master?.priority == 1)
    }

    @Test("VR-56: a backup accepts its own priority whatever the sender's address")
    func equalPriority() {
        for source in [Samples.smaller, Samples.greater] {
            var trial = Trial(Samples.settings(priority: 100))
            trial.wait(.seconds(1))
            trial.hear(priority: 100, from: source)
            #expect(trial.timeLeft == Nanoseconds(3_609_375_000))
            #expect(trial.router.state == .backup)
        }
    }

    @Test("VR-65: shutting down a backup sends nothing")
    func shutdown() {
        var trial = Trial(Samples.settings())
        trial.handle(.shutdown)
        #expect(trial.actions == [.transition(from: .backup, to: .initialize, reason: .shutdown)])
        #expect(trial.router.deadline == nil)
    }

    @Test("VR-69: preempt_delay starts at the first advertisement of lower priority")
    func preemptDelay() {
        var trial = Trial(Samples.settings(priority: 100, preemptDelay: .seconds(10)))
        for _ in 0..<10 {
            trial.hear(priority: 50)
            #expect(trial.timeLeft == Nanoseconds(3_609_375_000))
            trial.wait(.seconds(1))
        }
        // Ten seconds after the first: from here on the timer runs out.
        trial.hear(priority: 50)
        #expect(trial.timeLeft == Nanoseconds(2_609_375_000))
        trial.runToDeadline()
        #expect(trial.router.state == .master)
    }

    @Test("VR-69: a higher priority cancels preempt_delay, and the next lower one starts it again")
    func preemptDelayCancelled() {
        var trial = Trial(Samples.settings(priority: 100, preemptDelay: .seconds(10)))
        trial.hear(priority: 50)
        trial.wait(.seconds(9))
        trial.hear(priority: 200)
        trial.wait(.seconds(2))
        trial.hear(priority: 50)
        #expect(trial.timeLeft == Nanoseconds(3_609_375_000))
    }

    @Test("the delay does not hold a backup back when the master of lower priority dies")
    func preemptDelayAndSilence() {
        var trial = Trial(Samples.settings(priority: 100, preemptDelay: .seconds(1000)))
        trial.hear(priority: 50)
        #expect(trial.timeLeft == Nanoseconds(3_609_375_000))
        trial.runToDeadline()
        #expect(trial.router.state == .master)
    }

    @Test("VR-31: a version 3 interval that differs is accepted and reported")
    func intervalDiffers() {
        var trial = Trial(Samples.settings(priority: 100, interval: .seconds(1)))
        trial.hear(priority: 200, interval: .seconds(2))
        #expect(trial.observations == [.intervalDiffers(Samples.smaller, .seconds(2))])
        trial.hear(priority: 200, interval: .seconds(1))
        #expect(trial.observations.isEmpty)
    }

    @Test("VR-28: a version 3 address list that differs is accepted and reported")
    func addressListDiffers() {
        var trial = Trial(Samples.settings(priority: 100))
        trial.wait(.seconds(1))
        let advertisement = Advertisement(priority: 200, interval: .seconds(1), listsOurAddresses: false)
        trial.handle(.advertisement(advertisement, from: Samples.smaller))
        #expect(trial.observations == [.addressListDiffers(Samples.smaller)])
        #expect(trial.timeLeft == Nanoseconds(3_609_375_000))
    }

    @Test("a deadline told too early changes nothing")
    func earlyDeadline() {
        var trial = Trial(Samples.settings())
        trial.wait(.seconds(3))
        trial.handle(.deadlineReached)
        #expect(trial.actions.isEmpty)
        #expect(trial.router.state == .backup)
    }
}
