import Addresses
import Deadlines
import Testing
import VRRPEngine

/// Whatever comes in: a reason, never a trap.
@Suite struct RandomInputTests {
    private static let codecs = [
        AdvertisementCodec(Samples.settings(version: .v2)),
        AdvertisementCodec(Samples.settings(version: .v2, password: "secret")),
        AdvertisementCodec(Samples.settings(version: .v3)),
        AdvertisementCodec(Samples.settings(version: .v3, family: .ipv6)),
        AdvertisementCodec(Samples.settings(version: .v3, addresses: [])),
    ]

    private func decodeEverywhere(_ bytes: [UInt8]) -> Int {
        var accepted = 0
        for codec in Self.codecs {
            for family in AddressFamily.allCases {
                let source = family == .ipv4 ? Samples.smaller : Samples.linkLocal
                let envelope = PacketEnvelope(
                    source: source, destination: MulticastGroup.address(of: family), hopLimit: 255)
                if (try? codec.decode(bytes.span, in: envelope)) != nil { accepted += 1 }
            }
        }
        return accepted
    }

    @Test("random bytes never trap", arguments: [1, 2, 3, 4] as [UInt64])
    func randomBytes(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<5_000 {
            var bytes = (0..<Int.random(in: 0...120, using: &generator)).map { _ in
                UInt8.random(in: 0...255, using: &generator)
            }
            #expect(decodeEverywhere(bytes) == 0)
            _ = try? IPv4Header(bytes.span)
            if bytes.count > 3 {
                bytes[0] = Bool.random(using: &generator) ? 0x21 : 0x31
                bytes[3] = UInt8.random(in: 0...20, using: &generator)
                _ = decodeEverywhere(bytes)
                bytes[0] = 0x45
                bytes[2] = 0
                bytes[3] = UInt8(bytes.count)
                _ = try? IPv4Header(bytes.span)
            }
        }
    }

    private static let settings = [
        Samples.settings(interval: .centiseconds(1), preemptDelay: .milliseconds(35)),
        Samples.settings(
            preempt: false,
            options: Samples.Options(higherAnswer: true, syncGroup: "G", delay: .milliseconds(50), expiry: 254)),
        Samples.settings(priority: 255, options: Samples.Options(syncGroup: "G")),
        Samples.settings(options: Samples.Options(lowerSilence: true, isStrict: true)),
    ]

    @Test(
        "random events never trap, and a deadline told is a deadline moved", arguments: settings,
        [1, 2, 3, 4] as [UInt64])
    func randomEvents(settings: RouterSettings, seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var trial = Trial(settings, started: false)
        for _ in 0..<50_000 {
            trial.wait(Nanoseconds(Int64.random(in: 0...30_000_000, using: &generator)))
            trial.handle(Self.randomEvent(using: &generator))
            for action in trial.actions where action == .addAddresses { #expect(trial.router.state == .master) }
            if let deadline = trial.router.deadline, deadline <= trial.now {
                trial.handle(.deadlineReached)
                #expect(trial.router.deadline.map { $0 > trial.now } ?? true)
            }
        }
    }

    private static func randomVerdict(using generator: inout SeededGenerator) -> TrackingVerdict {
        TrackingVerdict(
            adjustments: [
                PriorityAdjustment(cause: "track_file load", weight: Int.random(in: -300...300, using: &generator))
            ],
            faults: Int.random(in: 0...3, using: &generator) == 0 ? ["track_script chk failed"] : [],
            isUndecided: Bool.random(using: &generator))
    }

    private static func randomEvent(using generator: inout SeededGenerator) -> Event {
        let causes = FaultCauses(rawValue: 1 << UInt16.random(in: 0...4, using: &generator))
        switch Int.random(in: 0...20, using: &generator) {
        case 0: return .start
        case 1: return .shutdown
        case 2: return .faultBegan(causes)
        case 3, 4, 5: return .faultEnded([causes, .addressRefused])
        case 6: return .sourceAddressChanged(Bool.random(using: &generator) ? nil : Samples.ours)
        case 7: return .sourceAddressChanged(Samples.ours)
        case 8: return Bool.random(using: &generator) ? .held : .released
        case 9: return .addressRefused
        case 10, 11: return .deadlineReached
        case 12: return .trackingChanged(randomVerdict(using: &generator))
        case 13: return .groupChanged(VRRPState.allCases.randomElement(using: &generator) ?? .master)
        default:
            let advertisement = Advertisement(
                priority: UInt8.random(in: 0...255, using: &generator),
                interval: .centiseconds(Int64.random(in: 1...4095, using: &generator)))
            return .advertisement(
                advertisement, from: Bool.random(using: &generator) ? Samples.smaller : Samples.greater)
        }
    }
}
