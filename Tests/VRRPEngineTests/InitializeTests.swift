import Addresses
import Deadlines
import Testing
import VRRPEngine

@Suite struct InitializeTests {
    @Test("VR-44: a router below 255 starts as a backup with its own interval and sends nothing")
    func startsAsBackup() {
        let trial = Trial(Samples.settings(priority: 100))
        #expect(trial.router.state == .backup)
        #expect(trial.timeLeft == Nanoseconds(3_609_375_000))
        #expect(trial.actions == [.removeAddresses, .transition(from: .initialize, to: .backup, reason: .started)])
    }

    @Test("VR-45: the owner starts as master: advertisement, addresses, announcement, at once")
    func ownerStartsAsMaster() {
        let trial = Trial(Samples.settings(priority: 255))
        #expect(trial.router.state == .master)
        #expect(
            trial.actions == [
                .sendAdvertisement(priority: 255), .addAddresses, .announce(repetitions: 5),
                .transition(from: .initialize, to: .master, reason: .ownsAddresses),
            ])
    }

    @Test("a router whose predecessor stopped as master and kept its addresses goes on as master at once")
    func resumes() {
        var trial = Trial(Samples.settings(priority: 100), started: false)
        trial.handle(.resume)
        #expect(trial.router.state == .master)
        #expect(
            trial.actions == [
                .sendAdvertisement(priority: 100), .addAddresses, .announce(repetitions: 5),
                .transition(from: .initialize, to: .master, reason: .resumed),
            ])
        trial.hear(priority: 150)
        #expect(trial.router.state == .backup)
    }

    @Test("resuming with a fault ends in FAULT, without the addresses")
    func resumesInFault() {
        var router = VirtualRouter(Samples.settings(priority: 100, family: .ipv6), at: Samples.start)
        var actions: [Action] = []
        router.handle(.resume, at: Samples.start, into: &actions)
        #expect(router.state == .fault)
        #expect(actions.first == .removeAddresses)
    }

    @Test("before it is allowed to start, a router reacts to nothing, an owner included")
    func nothingBeforeStart() {
        var trial = Trial(Samples.settings(priority: 255), started: false)
        trial.hear(priority: 0)
        #expect(trial.actions.isEmpty)
        trial.wait(.seconds(100))
        trial.handle(.deadlineReached)
        trial.handle(.shutdown)
        #expect(trial.actions.isEmpty)
        #expect(trial.router.state == .initialize)
        #expect(trial.router.deadline == nil)
    }

    @Test("VR-74: without an address to send from, a router starts in FAULT and says why")
    func startsInFault() {
        var router = VirtualRouter(Samples.settings(priority: 255, family: .ipv6), at: Samples.start)
        var actions: [Action] = []
        router.handle(.start, at: Samples.start, into: &actions)
        #expect(router.state == .fault)
        #expect(actions.contains(.transition(from: .initialize, to: .fault, reason: .fault(.noSourceAddress))))
        #expect(!actions.contains(.sendAdvertisement(priority: 255)))
        #expect(router.faultCauses.description == "the interface has no address to send from")
    }
}
