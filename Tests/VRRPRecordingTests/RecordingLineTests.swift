import Addresses
import ControlMessages
import Deadlines
import Testing
import VRRPEngine
import VRRPRecording

@Suite("The lines of a recording")
struct RecordingLineTests {
    private func coded<Value: Codable>(_ value: Value) throws -> Value {
        try MessageCoding.decode(Value.self, from: try MessageCoding.encode(value))
    }

    static let events: [Event] = [
        .start, .resume, .deadlineReached, .addressRefused, .released, .held, .shutdown,
        .advertisement(Advertisement(priority: 7, interval: .centiseconds(3)), from: Sample.other),
        .advertisement(
            Advertisement(
                priority: 0, interval: .seconds(40), listsOurAddresses: false, beginsWithLinkLocal: false,
                checksumForm: .messageOnly), from: Sample.own),
        .faultBegan([.interfaceDown, .tracked]), .faultEnded(FaultCauses(rawValue: 0xFFFF)),
        .sourceAddressChanged(Sample.own), .sourceAddressChanged(nil), .groupChanged(.master), .groupChanged(.backup),
        .trackingChanged(
            TrackingVerdict(
                adjustments: [PriorityAdjustment(cause: "track_file f", weight: -3)], faults: ["x failed"],
                isUndecided: true)),
    ]

    @Test("every event is read back as it was", arguments: events)
    func eventRoundTrip(event: Event) throws {
        #expect(try coded(EventLine(event)).event() == event)
    }

    /// Nothing in it has its default.
    private func settings() throws -> RouterSettings {
        let interface = try #require(InterfaceName("bond0.12"))
        let inner = try #require(InterfaceName("eth1"))
        let prefix = try #require(Prefix("192.0.2.100/24"))
        let excluded = try #require(Prefix("2001:db8::1/64"))
        return RouterSettings(
            name: "VI 1", interface: interface, virtualRouterID: 200, version: .v3, family: .ipv4, priority: 42,
            advertisementInterval: .centiseconds(7), preempt: false, preemptDelay: .seconds(9),
            addresses: [VirtualAddress(prefix, on: inner)], excludedAddresses: [VirtualAddress(excluded)],
            password: Array("hunter2".utf8),
            announcements: AnnouncementSettings(
                masterDelay: .seconds(1), masterRepeat: 2, masterRefresh: .seconds(3), masterRefreshRepeat: 4,
                lowerPriorityDelay: .seconds(6), lowerPriorityRepeat: 7),
            unicast: UnicastSettings(
                peers: [UnicastPeer(address: Sample.other, minimumTTL: 3, maximumTTL: 200)], ttl: 9, checksSource: true),
            sourceAddress: Sample.own, tracksSourceAddress: true, multicastGroup: .v4(IPv4Address(224, 0, 0, 99)),
            downTimerAdvertisements: 5, sendsToHigherPriority: true, silentToLowerPriority: true,
            ownerIgnoresAdvertisements: true, skipsAddressCheck: true, checksumCoversMessageOnly: true,
            hmac: HMACSettings(
                keys: [try #require(HMACKey(id: 3, bytes: Array("0123456789abcdef0123456789abcdef".utf8)))],
                activeKeyID: 3),
            syncGroup: "G", startupDelay: .seconds(11), expiryOfBackup: 77)
    }

    /// The settings by name, as text.
    private func fields(of settings: RouterSettings) -> [String: String] {
        Dictionary(uniqueKeysWithValues: Mirror(reflecting: settings).children.map { ($0.label ?? "", "\($0.value)") })
    }

    @Test("every setting is read back as it was, but for the secrets")
    func settingsRoundTrip() throws {
        let before = fields(of: try settings())
        let after = fields(of: try coded(SettingsLine(try settings())).settings())
        let different = before.keys.filter { before[$0] != after[$0] }.sorted()
        #expect(different == ["hmac", "password"])
        // What has its default could be left out unnoticed; strict mode forbids some of the others.
        let plain = fields(of: try Sample.settings())
        let untold = before.keys.filter { before[$0] == plain[$0] }.sorted()
        #expect(untold == ["family", "isStrict", "version"])
    }

    @Test("strict mode is read back")
    func strict() throws {
        let own = try Sample.settings()
        let strict = RouterSettings(
            name: own.name, interface: own.interface, virtualRouterID: 1, version: .v2, family: .ipv4, priority: 1,
            addresses: own.addresses, isStrict: true)
        #expect(try coded(SettingsLine(strict)).settings() == strict)
    }

    @Test("no password and no key is in a recording")
    func secrets() throws {
        var sample = Sample(try settings())
        sample.begin()
        sample.reconfigure(to: try settings())
        let text = sample.lines.map { String(decoding: $0, as: UTF8.self) }.joined()
        #expect(text.contains(#""has_password":true"#))
        #expect(text.contains(#""has_hmac":true"#))
        #expect(!text.contains("hunter2") && !text.contains("0123456789abcdef"))
        // Nor as a list of bytes.
        #expect(!text.contains("104,117,110"))
    }
}
