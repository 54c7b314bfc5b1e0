import Addresses
import Deadlines
import Testing
import VRRPEngine
import VRRPTransport

/// What leaves a hosted router, and what another one makes of it.
@Suite struct HostedRouterTests {
    private static let now = Instant(nanoseconds: 1_000_000_000)
    private static let here = IPAddress.v4(IPv4Address(192, 0, 2, 1))
    private static let peers = (2...3).map { IPAddress.v4(IPv4Address(192, 0, 2, $0)) }

    private func settings(
        key: UInt8? = nil, unicast: Bool = false, group: String? = nil, virtualRouterID: UInt8 = 51
    ) throws -> InstanceSettings {
        let interface = try #require(InterfaceName("eth0"))
        let address = try #require(Prefix("192.0.2.100/24"))
        let hmac = key.flatMap { HMACKey(id: 7, bytes: [UInt8](repeating: $0, count: 32)) }.map {
            HMACSettings(keys: [$0], activeKeyID: 7)
        }
        let router = RouterSettings(
            name: "VI_\(virtualRouterID)", interface: interface, virtualRouterID: virtualRouterID, version: .v3,
            family: .ipv4, priority: 100, addresses: [VirtualAddress(address)],
            unicast: unicast ? UnicastSettings(peers: Self.peers.map { UnicastPeer(address: $0) }) : nil, hmac: hmac,
            syncGroup: group)
        return InstanceSettings(router)
    }

    private func decode(
        _ message: [UInt8], by router: HostedRouter, to destination: IPAddress = MulticastGroup.address(of: .ipv4)
    ) throws -> Advertisement {
        let envelope = PacketEnvelope(source: Self.here, destination: destination, hopLimit: 255)
        let (advertisement, skew) = try router.decode(message.span, in: envelope)
        #expect(skew == nil)
        return advertisement
    }

    @Test("signed advertisements pass once, and only where the key is known")
    func signed() throws {
        let sender = HostedRouter(try settings(key: 1), at: Self.now)
        let receiver = HostedRouter(try settings(key: 1), at: Self.now)
        let first = try #require(sender.messages(priority: 100, from: Self.here).first)
        let second = try #require(sender.messages(priority: 100, from: Self.here).first)
        #expect(try decode(first, by: receiver).priority == 100)
        #expect(try decode(second, by: receiver).priority == 100)
        #expect(throws: DiscardReason.trailerReplay) { try decode(first, by: receiver) }
        let stranger = HostedRouter(try settings(key: 2), at: Self.now)
        #expect(throws: DiscardReason.trailerCode) { try decode(first, by: stranger) }
        let unsigned = try #require(
            HostedRouter(try settings(), at: Self.now).messages(priority: 1, from: Self.here).first)
        #expect(throws: DiscardReason.trailerMissing) { try decode(unsigned, by: receiver) }
        #expect(try decode(second, by: HostedRouter(try settings(), at: Self.now)).priority == 100)
    }

    @Test("new settings keep what was verified, and take signing on and off")
    func reconfigure() throws {
        let sender = HostedRouter(try settings(key: 1), at: Self.now)
        let receiver = HostedRouter(try settings(key: 1), at: Self.now)
        let message = try #require(sender.messages(priority: 100, from: Self.here).first)
        _ = try decode(message, by: receiver)
        var actions: [Action] = []
        receiver.reconfigure(to: try settings(key: 1), at: Self.now, into: &actions)
        #expect(throws: DiscardReason.trailerReplay) { try decode(message, by: receiver) }
        sender.reconfigure(to: try settings(), at: Self.now, into: &actions)
        #expect(sender.messages(priority: 100, from: Self.here).first?.count == 12)
        sender.reconfigure(to: try settings(key: 1), at: Self.now, into: &actions)
        #expect(sender.messages(priority: 100, from: Self.here).first?.count == 40)
    }

    @Test("VR-23: each unicast peer gets its own checksum, and all the same trailer", arguments: [nil, 1] as [UInt8?])
    func unicast(key: UInt8?) throws {
        let sender = HostedRouter(try settings(key: key, unicast: true), at: Self.now)
        let messages = sender.messages(priority: 100, from: Self.here)
        #expect(sender.destinations == Self.peers)
        #expect(messages.count == 2 && messages[0] != messages[1])
        #expect(messages[0].dropFirst(8) == messages[1].dropFirst(8))
        for (message, peer) in zip(messages, Self.peers) {
            let receiver = HostedRouter(try settings(key: key, unicast: true), at: Self.now)
            #expect(try decode(message, by: receiver, to: peer).checksumForm == .pseudoHeader)
        }
    }

    @Test("routers join the groups that their settings name, and a group goes on from where it stood")
    func groups() throws {
        let routers = try [("A", 1), ("B", 2), ("A", 3), (nil, 4)].map { name, id in
            HostedRouter(try settings(group: name, virtualRouterID: id), at: Self.now)
        }
        let groups = HostedGroup.join(routers, former: [])
        #expect(groups.map(\.group.name) == ["A", "B"])
        #expect(groups[0].members.map(\.settings.virtualRouterID) == [1, 3])
        #expect(routers.map { $0.membership?.place } == [0, 0, 1, nil])
        HostedGroup.dissolve(groups)
        #expect(routers.allSatisfy { $0.membership == nil })
    }
}
