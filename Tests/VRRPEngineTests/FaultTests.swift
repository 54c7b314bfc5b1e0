import Deadlines
import Testing
import VRRPEngine

@Suite struct FaultTests {
    @Test("VR-66: a master whose interface goes down is in FAULT; back up it is a backup with a full timer")
    func interfaceDown() {
        var trial = Trial.master()
        trial.handle(.faultBegan(.interfaceDown))
        #expect(
            trial.actions == [
                .sendAdvertisement(priority: 0), .removeAddresses,
                .transition(from: .master, to: .fault, reason: .fault(.interfaceDown)),
            ])
        #expect(trial.router.deadline == nil)
        trial.wait(.seconds(60))
        trial.handle(.faultEnded(.interfaceDown))
        #expect(trial.actions == [.removeAddresses, .transition(from: .fault, to: .backup, reason: .recovered)])
        #expect(trial.timeLeft == Nanoseconds(3_609_375_000))
    }

    @Test("VR-66: the owner is master at once when its interface is back")
    func ownerRecovers() {
        var trial = Trial(Samples.settings(priority: 255))
        trial.handle(.faultBegan(.interfaceDown))
        #expect(trial.router.state == .fault)
        trial.handle(.faultEnded(.interfaceDown))
        #expect(trial.router.state == .master)
        #expect(trial.adverts == [255])
    }

    @Test("any number of causes may hold FAULT; the last one to go ends it")
    func severalCauses() {
        var trial = Trial(Samples.settings())
        trial.handle(.faultBegan([.interfaceDown, .addressInterfaceDown]))
        trial.handle(.sourceAddressChanged(nil))
        trial.handle(.faultEnded(.interfaceDown))
        #expect(trial.router.state == .fault)
        trial.handle(.sourceAddressChanged(Samples.ours))
        #expect(trial.router.state == .fault)
        #expect(trial.actions.isEmpty)
        trial.handle(.faultEnded(.addressInterfaceDown))
        #expect(trial.router.state == .backup)
    }

    @Test("in FAULT a router takes no part in the election")
    func deafInFault() {
        var trial = Trial(Samples.settings())
        trial.handle(.faultBegan(.interfaceMissing))
        for priority in [0, 1, 100, 255] as [UInt8] {
            trial.hear(priority: priority)
            trial.wait(.seconds(100))
            trial.handle(.deadlineReached)
            #expect(trial.actions.isEmpty)
        }
        #expect(trial.router.state == .fault)
        #expect(trial.router.master == nil)
    }

    @Test("a lost source address is a fault, another one is not")
    func sourceAddress() {
        var trial = Trial.master()
        trial.handle(.sourceAddressChanged(Samples.greater))
        #expect(trial.actions.isEmpty)
        #expect(trial.router.master?.address == Samples.greater)
        trial.handle(.sourceAddressChanged(nil))
        #expect(trial.router.state == .fault)
    }

    @Test("a virtual address that the kernel refuses hands mastership over, until the settings change")
    func addressRefused() {
        var trial = Trial.master()
        trial.handle(.addressRefused)
        #expect(trial.adverts == [0])
        #expect(trial.router.faultCauses.description == "the kernel refused a virtual address")
        trial.router.reconfigure(to: Samples.settings(priority: 120), at: trial.now, into: &trial.actions)
        #expect(trial.router.state == .backup)
    }

    @Test("an owner that new settings bring back advertises once")
    func refusedOwner() {
        let owner = Samples.settings(priority: RouterSettings.ownerPriority)
        var trial = Trial.master(owner)
        trial.handle(.addressRefused)
        trial.router.reconfigure(to: owner, at: trial.now, into: &trial.actions)
        #expect(trial.router.state == .master)
        #expect(trial.adverts.filter { $0 > 0 } == [RouterSettings.ownerPriority])
    }

    @Test("a missing interface is named without what follows from it")
    func missingInterface() {
        let causes: FaultCauses = [.interfaceMissing, .interfaceDown, .noSourceAddress]
        #expect(causes.description == "the interface does not exist")
    }
}
