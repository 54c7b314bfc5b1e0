import Addresses
import Deadlines
import VRRPEngine

/// Addresses and settings that the tests share; they fit the golden packets.
enum Samples {
    static let ours = IPAddress.v4(IPv4Address(192, 0, 2, 2))
    static let smaller = IPAddress.v4(IPv4Address(192, 0, 2, 1))
    static let greater = IPAddress.v4(IPv4Address(192, 0, 2, 3))
    static let start = Instant(nanoseconds: 1_000_000_000)
    static let linkLocal = IPAddress("fe80::ff:fe00:1") ?? .v6(.any)

    static func addresses(_ texts: [String]) -> [VirtualAddress] {
        texts.compactMap { Prefix($0) }.map { VirtualAddress($0) }
    }

    /// What keepalived has beyond the RFCs, all of it off.
    struct Options {
        var unicast: UnicastSettings?
        var downTimer = 3
        var higherAnswer = false
        var lowerSilence = false
        var ownerDeafness = false
        var isStrict = false
        var skipsAddressCheck = false
        var messageChecksum = false
        var hmac: HMACSettings?
        var syncGroup: String?
        var delay = Nanoseconds.zero
        var expiry: UInt8?
        var group: IPAddress?
    }

    static func settings(
        priority: UInt8 = 100, version: VRRPVersion = .v3, interval: Nanoseconds = .seconds(1), preempt: Bool = true,
        preemptDelay: Nanoseconds = .zero, family: AddressFamily = .ipv4, addresses: [String]? = nil,
        password: String? = nil, announcements: AnnouncementSettings = AnnouncementSettings(),
        options: Options = Options()
    ) -> RouterSettings {
        let defaults = family == .ipv4 ? ["192.0.2.100/24"] : ["fe80::100/64", "2001:db8::100/64"]
        guard let interface = InterfaceName("eth0") else { preconditionFailure("eth0 is a name") }
        return RouterSettings(
            name: "VI_1", interface: interface, virtualRouterID: 51, version: version,
            family: family, priority: priority, advertisementInterval: interval, preempt: preempt,
            preemptDelay: preemptDelay, addresses: Self.addresses(addresses ?? defaults),
            password: password.map { Array($0.utf8) }, announcements: announcements,
            unicast: options.unicast, multicastGroup: options.group, downTimerAdvertisements: options.downTimer,
            sendsToHigherPriority: options.higherAnswer, silentToLowerPriority: options.lowerSilence,
            ownerIgnoresAdvertisements: options.ownerDeafness, isStrict: options.isStrict,
            skipsAddressCheck: options.skipsAddressCheck, checksumCoversMessageOnly: options.messageChecksum,
            hmac: options.hmac, syncGroup: options.syncGroup, startupDelay: options.delay,
            expiryOfBackup: options.expiry)
    }
}
