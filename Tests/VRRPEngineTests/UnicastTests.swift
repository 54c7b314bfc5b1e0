import Addresses
import Deadlines
import Testing
import VRRPEngine

/// Advertisements between listed routers.
@Suite struct UnicastTests {
    private let here = Samples.ours

    private func settings(
        _ peers: [UnicastPeer], checksSource: Bool = false, version: VRRPVersion = .v3
    ) -> RouterSettings {
        let unicast = UnicastSettings(peers: peers, checksSource: checksSource)
        return Samples.settings(version: version, options: Samples.Options(unicast: unicast))
    }

    /// What a peer sends to us.
    private func received(from peer: IPAddress = Samples.smaller, version: VRRPVersion = .v3) throws -> Received {
        let codec = AdvertisementCodec(settings([UnicastPeer(address: here)], version: version))
        var received = try Received("advertisement-v3-ipv4")
        received.message = codec.encode(priority: 200, from: peer, to: here)
        received.source = peer
        received.destination = here
        return received
    }

    @Test("VR-3: without limits a unicast peer's TTL is free")
    func anyTTL() throws {
        var received = try received()
        for ttl in [0, 1, 64, 255] as [UInt8] {
            received.hopLimit = ttl
            #expect(try received.decode(by: settings([UnicastPeer(address: Samples.smaller)])).priority == 200)
        }
    }

    @Test("VR-3: a TTL outside a peer's min_ttl and max_ttl is discarded")
    func limitedTTL() throws {
        let settings = settings([
            UnicastPeer(address: Samples.smaller, minimumTTL: 62, maximumTTL: 64),
            UnicastPeer(address: Samples.greater, minimumTTL: 255),
        ])
        var received = try received()
        for ttl in [62, 63, 64] as [UInt8] {
            received.hopLimit = ttl
            #expect(try received.decode(by: settings).priority == 200)
        }
        for ttl in [0, 61, 65, 255] as [UInt8] {
            received.hopLimit = ttl
            #expect(throws: DiscardReason.hopLimit) { try received.decode(by: settings) }
        }
        var other = try self.received(from: Samples.greater)
        other.hopLimit = 254
        #expect(throws: DiscardReason.hopLimit) { try other.decode(by: settings) }
    }

    @Test("VR-37: a multicast packet at a unicast instance is discarded")
    func multicast() throws {
        let received = try Received("advertisement-v3-ipv4")
        #expect(throws: DiscardReason.destination) {
            try received.decode(by: settings([UnicastPeer(address: received.source)]))
        }
    }

    @Test("VR-38: with check_unicast_src a source that is no peer is discarded, without it believed")
    func unknownPeer() throws {
        let received = try received(from: Samples.greater)
        let peers = [UnicastPeer(address: Samples.smaller)]
        #expect(throws: DiscardReason.unknownPeer) { try received.decode(by: settings(peers, checksSource: true)) }
        #expect(try received.decode(by: settings(peers)).priority == 200)
    }

    @Test("VR-38: limits on a peer's TTL switch check_unicast_src on")
    func limitsImplyTheCheck() {
        #expect(UnicastSettings(peers: [UnicastPeer(address: here, maximumTTL: 64)]).checksSource)
        #expect(!UnicastSettings(peers: [UnicastPeer(address: here)]).checksSource)
    }

    @Test("VR-23: the pseudo header has the real destination, another one is a wrong checksum")
    func checksum() throws {
        let settings = settings([UnicastPeer(address: Samples.smaller)])
        var received = try received()
        #expect(try received.decode(by: settings).checksumForm == .pseudoHeader)
        received.destination = Samples.greater
        #expect(throws: DiscardReason.checksum) { try received.decode(by: settings) }
        let codec = AdvertisementCodec(settings)
        #expect(codec.destinations == [Samples.smaller])
        #expect(codec.encode(priority: 1, from: here) == codec.encode(priority: 1, from: here, to: Samples.smaller))
        #expect(codec.encode(priority: 1, from: here) != codec.encode(priority: 1, from: here, to: Samples.greater))
    }

    @Test("an advertisement of the other family is discarded")
    func otherFamily() throws {
        var received = try received()
        received.source = Samples.linkLocal
        #expect(throws: DiscardReason.destination) {
            try received.decode(by: settings([UnicastPeer(address: Samples.linkLocal)]))
        }
    }

    @Test("mcast_dst_ip is where a multicast instance sends to and listens")
    func otherGroup() throws {
        let group = IPAddress.v4(IPv4Address(224, 0, 0, 118))
        let codec = AdvertisementCodec(Samples.settings(options: Samples.Options(group: group)))
        #expect(codec.destinations == [group])
        let message = codec.encode(priority: 100, from: Samples.smaller)
        let envelope = PacketEnvelope(source: Samples.smaller, destination: group, hopLimit: 255)
        #expect(try codec.decode(message.span, in: envelope).checksumForm == .pseudoHeader)
        let ordinary = PacketEnvelope(
            source: Samples.smaller, destination: MulticastGroup.address(of: .ipv4), hopLimit: 255)
        #expect(throws: DiscardReason.destination) { try codec.decode(message.span, in: ordinary) }
    }
}
