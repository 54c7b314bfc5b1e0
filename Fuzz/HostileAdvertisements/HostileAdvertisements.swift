import Addresses
import Deadlines
package import VRRPEngine

/// Puts bytes before everything that reads advertisements, and what passes before routers in each state.
package enum HostileAdvertisements {
    /// What became of one input.
    package struct Outcome {
        /// Readings that ended in an advertisement.
        package var accepted = 0
        /// Readings that ended in a reason to discard.
        package var discarded = DiscardCounters()
        /// Readings in all.
        package var readings = 0
    }

    /// The first byte says where the message comes from, where it goes and with which TTL. Nothing but a trap or an
    /// endless loop can go wrong here.
    @discardableResult
    package static func read(_ input: [UInt8]) -> Outcome {
        var outcome = Outcome()
        guard let first = input.first else { return outcome }
        let message = Array(input.dropFirst())
        readPacket(message, into: &outcome)
        for settings in allSettings {
            let envelope = envelope(by: first, for: settings)
            outcome.readings += 1
            do throws(DiscardReason) {
                let advertisement = try accept(message, in: envelope, by: settings)
                outcome.accepted += 1
                hear(advertisement, from: envelope.source, settings)
            } catch {
                outcome.discarded.count(error)
            }
        }
        return outcome
    }

    private static func accept(
        _ message: [UInt8], in envelope: PacketEnvelope, by settings: RouterSettings
    ) throws(DiscardReason) -> Advertisement {
        let advertisement = try AdvertisementCodec(settings).decode(message.span, in: envelope)
        if var authenticator = Authenticator(settings) {
            let now = UTCTime(seconds: 0x6B01_54B7, nanoseconds: 0)
            _ = try authenticator.verify(message.span, from: envelope.source, at: now)
        }
        return advertisement
    }

    /// As what a raw IPv4 socket delivers.
    private static func readPacket(_ packet: [UInt8], into outcome: inout Outcome) {
        outcome.readings += 1
        do throws(DiscardReason) {
            let header = try IPv4Header(packet.span)
            _ = AdvertisementCodec.virtualRouterID(of: packet.span.extracting(header.payload))
            outcome.accepted += 1
        } catch {
            outcome.discarded.count(error)
        }
    }

    private static func hear(_ advertisement: Advertisement, from source: IPAddress, _ settings: RouterSettings) {
        for isMaster in [false, true] {
            var router = VirtualRouter(settings, at: .zero)
            var actions: [Action] = []
            router.handle(.sourceAddressChanged(source), at: .zero, into: &actions)
            router.handle(isMaster ? .resume : .start, at: .zero, into: &actions)
            router.handle(.advertisement(advertisement, from: source), at: .zero, into: &actions)
            for _ in 0..<3 {
                guard let deadline = router.deadline else { break }
                router.handle(.deadlineReached, at: deadline, into: &actions)
            }
        }
    }

    private static func envelope(by choice: UInt8, for settings: RouterSettings) -> PacketEnvelope {
        let sources: [IPAddress] =
            settings.family == .ipv4
            ? [.v4(IPv4Address(192, 0, 2, 1)), .v4(IPv4Address(192, 0, 2, 2))]
            : [.v6(IPv6Address(high: 0xFE80 << 48, low: 0xFF_FE00_0001)), .v6(IPv6Address(high: 0x20 << 56, low: 1))]
        let destinations = AdvertisementCodec(settings).destinations + sources
        return PacketEnvelope(
            source: sources[Int(choice) & 1], destination: destinations[Int(choice >> 1) % destinations.count],
            hopLimit: choice & 0x40 == 0 ? 255 : choice)
    }

    private static let allSettings: [RouterSettings] = {
        guard let interface = InterfaceName("eth0") else { return [] }
        let peer = UnicastPeer(address: .v4(IPv4Address(192, 0, 2, 1)), minimumTTL: 64)
        let hmac = HMACKey(id: 7, bytes: Array(0..<32)).map { HMACSettings(keys: [$0], activeKeyID: 7) }
        var all: [RouterSettings] = []
        for (version, family) in [(.v2, .ipv4), (.v3, .ipv4), (.v3, .ipv6)] as [(VRRPVersion, AddressFamily)] {
            for variant in 0..<4 {
                let texts = family == .ipv4 ? ["192.0.2.100/24"] : ["fe80::100/64", "2001:db8::100/64"]
                all.append(
                    RouterSettings(
                        name: "VI_1", interface: interface, virtualRouterID: 51, version: version, family: family,
                        priority: variant == 3 ? 255 : 100,
                        addresses: texts.compactMap { Prefix($0) }.map { VirtualAddress($0) },
                        password: variant == 1 ? Array("secret".utf8) : nil,
                        unicast: variant == 1 ? UnicastSettings(peers: [peer]) : nil, isStrict: variant == 3,
                        hmac: variant == 2 ? hmac : nil))
            }
        }
        return all
    }()
}
