import Addresses
import Deadlines
import Testing
import VRRPEngine

/// What keepalived lets an operator change about the protocol.
@Suite struct OptionTests {
    private typealias Options = Samples.Options

    @Test(
        "down_timer_adverts: a backup waits so many intervals and the skew",
        arguments: [(1, Int64(1_609_375_000)), (3, 3_609_375_000), (100, 100_609_375_000), (0, 1_609_375_000)])
    func downTimer(count: Int, nanoseconds: Int64) {
        var trial = Trial(Samples.settings(options: Options(downTimer: count)))
        #expect(trial.timeLeft == Nanoseconds(nanoseconds))
        trial.wait(.milliseconds(500))
        trial.hear(priority: 200)
        #expect(trial.timeLeft == Nanoseconds(nanoseconds))
    }

    @Test("higher_prio_send_advert: a master advertises once more before it yields")
    func higherPriority() {
        for (priority, source) in [(UInt8(101), Samples.smaller), (100, Samples.greater)] {
            var trial = Trial.master(Samples.settings(options: Options(higherAnswer: true)))
            trial.hear(priority: priority, from: source)
            #expect(trial.router.state == .backup)
            #expect(
                Array(trial.actions.filter { $0 != .report(.equalPriorityMaster(source)) }.prefix(2)) == [
                    .sendAdvertisement(priority: 100), .removeAddresses,
                ])
        }
    }

    @Test("VR-61: lower_prio_no_advert lets a lower priority pass without an advertisement, not without GARP")
    func lowerPriority() {
        var trial = Trial.master(Samples.settings(options: Options(lowerSilence: true)))
        trial.hear(priority: 99)
        #expect(trial.actions == [.announce(repetitions: 5), .heardLowerPriorityMaster])
        trial.hear(priority: 0)
        #expect(trial.adverts == [100])
    }

    @Test("VR-84: garp_lower_prio_delay repeats the burst once, and with a smaller address of equal priority too")
    func lowerPriorityBursts() {
        var trial = Trial.master(
            Samples.settings(
                interval: .seconds(40), announcements: AnnouncementSettings(masterDelay: .zero, lowerPriorityRepeat: 2))
        )
        trial.hear(priority: 100, from: Samples.smaller)
        #expect(trial.announcements == [2])
        #expect(trial.actions.contains(.heardLowerPriorityMaster))
        #expect(trial.timeLeft == .seconds(5))
        trial.runToDeadline()
        #expect(trial.announcements == [2])
        #expect(trial.timeLeft == .seconds(35))
    }

    @Test("VR-70: owner_ignore_adverts, and strict mode: the owner heeds nothing, but tells of a second owner")
    func owner() {
        for options in [Options(ownerDeafness: true), Options(isStrict: true)] {
            var trial = Trial(Samples.settings(priority: 255, options: options))
            for priority in [0, 1, 255] as [UInt8] {
                trial.hear(priority: priority, from: Samples.greater)
                #expect(trial.actions == (priority == 255 ? [.report(.secondOwner(Samples.greater))] : []))
            }
            #expect(trial.router.state == .master)
            var other = Trial.master(Samples.settings(priority: 254, options: options))
            other.hear(priority: 255)
            #expect(other.router.state == .backup)
        }
    }

    @Test("strict mode takes keepalived's additions back")
    func strict() {
        let strict = Samples.settings(
            preemptDelay: .seconds(10), password: "secret",
            options: Options(downTimer: 7, higherAnswer: true, isStrict: true))
        #expect(strict.preemptDelay == .zero)
        #expect(strict.password == nil)
        #expect(strict.downTimerAdvertisements == 3)
        #expect(strict.silentToLowerPriority && !strict.sendsToHigherPriority)
        #expect(strict.announcements.lowerPriorityRepeat == 0)
        var trial = Trial.master(strict)
        trial.hear(priority: 99)
        #expect(trial.actions == [.heardLowerPriorityMaster])
    }

    @Test("VR-75: an IPv6 list without a link-local address first is told, and discarded in strict mode only")
    func linkLocal() throws {
        let sender = Samples.settings(family: .ipv6, addresses: ["2001:db8::100/64"])
        var received = try Received("advertisement-v3-ipv6")
        received.message = AdvertisementCodec(sender).encode(priority: 200, from: Samples.linkLocal)
        let advertisement = try received.decode(by: sender)
        #expect(!advertisement.beginsWithLinkLocal)
        var trial = Trial(sender, source: Samples.linkLocal)
        trial.handle(.advertisement(advertisement, from: Samples.linkLocal))
        #expect(trial.observations == [.linkLocalMissing(Samples.linkLocal)])
        let strict = Samples.settings(family: .ipv6, options: Options(isStrict: true))
        #expect(throws: DiscardReason.linkLocalMissing) { try received.decode(by: strict) }
        #expect(try Received("advertisement-v3-ipv6").decode(by: strict).beginsWithLinkLocal)
        #expect(try Received("advertisement-v3-ipv4").decode(by: Samples.settings()).beginsWithLinkLocal)
    }

    @Test("VR-29: skip_check_adv_addr believes the list of the present master, and of nobody else")
    func skipsAddressCheck() throws {
        let received = try Received("advertisement-v2-ipv4")
        let settings = Samples.settings(
            version: .v2, addresses: ["192.0.2.101/24"], options: Options(skipsAddressCheck: true))
        #expect(try received.decode(by: settings, master: received.source).priority == 200)
        #expect(throws: DiscardReason.addressList) { try received.decode(by: settings, master: Samples.greater) }
        #expect(throws: DiscardReason.addressList) { try received.decode(by: settings) }
        let checking = Samples.settings(version: .v2, addresses: ["192.0.2.101/24"])
        #expect(throws: DiscardReason.addressList) { try received.decode(by: checking, master: received.source) }
    }

    @Test("VR-19: v3_checksum_as_v2 sums the message alone on IPv4, and changes nothing on IPv6")
    func messageChecksum() throws {
        let codec = AdvertisementCodec(Samples.settings(options: Options(messageChecksum: true)))
        #expect(
            try codec.encode(priority: 200, from: Samples.smaller)
                == Fixture.packet("advertisement-v3-ipv4-message-checksum"))
        let ipv6 = AdvertisementCodec(Samples.settings(family: .ipv6, options: Options(messageChecksum: true)))
        #expect(try ipv6.encode(priority: 200, from: Samples.linkLocal) == Fixture.packet("advertisement-v3-ipv6"))
    }

    @Test("vrrp_startup_delay: so long in INIT, deaf, then the election with a full timer")
    func startupDelay() {
        var trial = Trial(Samples.settings(options: Options(delay: .milliseconds(5_500))), started: false)
        trial.handle(.start)
        #expect(trial.actions == [.removeAddresses])
        #expect(trial.timeLeft == .milliseconds(5_500))
        trial.wait(.seconds(5))
        trial.hear(priority: 1)
        // Told again, as with every configuration.
        trial.handle(.start)
        #expect(trial.actions.isEmpty)
        #expect(trial.timeLeft == .milliseconds(500))
        trial.runToDeadline()
        #expect(trial.actions.last == .transition(from: .initialize, to: .backup, reason: .started))
        #expect(trial.timeLeft == Nanoseconds(3_609_375_000))
    }

    @Test("the delay holds the owner, too, and ends in FAULT where something is missing; a resume knows none")
    func delayedOwner() {
        let settings = Samples.settings(priority: 255, options: Options(delay: .seconds(2)))
        var trial = Trial(settings)
        #expect(trial.router.state == .initialize)
        trial.runToDeadline()
        #expect(trial.router.state == .master)
        var faulty = Trial(settings)
        faulty.handle(.faultBegan(.interfaceDown))
        #expect(faulty.router.state == .initialize)
        faulty.runToDeadline()
        #expect(faulty.router.state == .fault)
        var resumed = Trial(settings, started: false)
        resumed.handle(.resume)
        #expect(resumed.router.state == .master)
    }

    @Test("a router stopped while it waits starts anew")
    func stoppedInDelay() {
        var trial = Trial(Samples.settings(options: Options(delay: .seconds(2))))
        trial.handle(.shutdown)
        #expect(trial.router.deadline == nil)
        trial.wait(.seconds(10))
        trial.handle(.start)
        #expect(trial.timeLeft == .seconds(2))
    }

    @Test("timer_expired_backup: a master that did not run while the best backup waited leaves without a word")
    func ranTooLate() {
        let settings = Samples.settings(preempt: false, options: Options(expiry: 254))
        var early = Trial.master(settings)
        // Three intervals and the skew of 254 after its last advertisement, less a nanosecond.
        early.wait(Nanoseconds(3_007_812_499))
        early.handle(.deadlineReached)
        #expect(early.adverts == [100])
        var late = Trial.master(settings)
        late.wait(Nanoseconds(3_007_812_500))
        late.handle(.deadlineReached)
        #expect(late.actions == [.removeAddresses, .transition(from: .master, to: .backup, reason: .ranTooLate)])
        #expect(late.timeLeft == Nanoseconds(3_609_375_000))
        var ordinary = Trial.master(Samples.settings(preempt: false))
        ordinary.wait(.seconds(100))
        ordinary.handle(.deadlineReached)
        #expect(ordinary.router.state == .master)
    }
}
