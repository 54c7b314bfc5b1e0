import Addresses
import Bytes
import Deadlines
import Testing
import VRRPEngine

/// The settings that a golden message fits.
private func settings(for fixture: String) -> RouterSettings {
    Samples.settings(
        version: fixture.contains("v2") ? .v2 : .v3, family: fixture.contains("ipv6") ? .ipv6 : .ipv4,
        password: fixture.contains("password") ? "secret" : nil)
}

private let golden = [
    "advertisement-v2-ipv4", "advertisement-v2-password", "advertisement-v3-ipv4", "advertisement-v3-ipv6",
]

@Suite struct AdvertisementCodecTests {
    @Test("golden advertisements decode", arguments: golden)
    func decodesGolden(fixture: String) throws {
        let advertisement = try Received(fixture).decode(by: settings(for: fixture))
        #expect(advertisement.priority == 200)
        #expect(advertisement.interval == .seconds(1))
        #expect(advertisement.listsOurAddresses)
    }

    @Test("VR-19, VR-71, VR-72: what we send is what keepalived sends, byte for byte", arguments: golden)
    func encodesGolden(fixture: String) throws {
        let received = try Received(fixture)
        let codec = AdvertisementCodec(settings(for: fixture))
        #expect(codec.encode(priority: 200, from: received.source) == received.message)
    }

    @Test(
        "advertisements with keepalived's auth_hmac trailer count for a node without a key",
        arguments: ["advertisement-v3-ipv4-trailer", "advertisement-v2-ipv4-trailer", "advertisement-v3-ipv6-trailer"])
    func acceptsTrailer(fixture: String) throws {
        var received = try Received(fixture)
        #expect(try received.decode(by: settings(for: fixture)).priority == 200)
        received.message[received.message.count - 26] = 1
        if fixture.contains("ipv4") {
            #expect(throws: DiscardReason.trailer) { try received.decode(by: settings(for: fixture)) }
        }
    }

    @Test("VR-1, VR-2: a TTL or hop limit other than 255 is discarded", arguments: golden)
    func hopLimit(fixture: String) throws {
        var received = try Received(fixture)
        for hopLimit in [0, 1, 64, 254] as [UInt8] {
            received.hopLimit = hopLimit
            #expect(throws: DiscardReason.hopLimit) { try received.decode(by: settings(for: fixture)) }
        }
    }

    @Test("VR-37: a unicast packet at a multicast instance is discarded")
    func destination() throws {
        var received = try Received("advertisement-v3-ipv4")
        received.destination = Samples.ours
        #expect(throws: DiscardReason.destination) { try received.decode(by: Samples.settings()) }
    }

    @Test("VR-4: a version that is not the instance's is discarded", arguments: golden)
    func version(fixture: String) throws {
        var received = try Received(fixture)
        for version in [0, 1, 2, 3, 4, 15] as [UInt8] where version != received.message[0] >> 4 {
            var other = received
            other.message[0] = version << 4 | 1
            #expect(throws: DiscardReason.version) { try other.decode(by: settings(for: fixture)) }
        }
        received.message[0] = received.message[0] & 0xF0 | 2
        #expect(throws: DiscardReason.type) { try received.decode(by: settings(for: fixture)) }
    }

    @Test("VR-5: a type other than 1 is discarded")
    func type() throws {
        for type in [0, 2, 15] as [UInt8] {
            var received = try Received("advertisement-v3-ipv4")
            received.message[0] = 0x30 | type
            received.repairChecksum()
            #expect(throws: DiscardReason.type) { try received.decode(by: Samples.settings()) }
        }
    }

    @Test("VR-6, VR-10: a message cut at any byte is discarded", arguments: golden)
    func truncated(fixture: String) throws {
        let whole = try Received(fixture)
        for length in 0..<whole.message.count {
            var received = whole
            received.message.removeLast(whole.message.count - length)
            #expect(throws: DiscardReason.truncated) { try received.decode(by: settings(for: fixture)) }
        }
    }

    @Test("VR-8: an address count smaller than the payload is discarded", arguments: golden)
    func surplus(fixture: String) throws {
        var received = try Received(fixture)
        received.message[3] -= 1
        received.repairChecksum()
        #expect(throws: DiscardReason.surplusBytes) { try received.decode(by: settings(for: fixture)) }
        var padded = try Received(fixture)
        padded.message.append(0)
        #expect(throws: DiscardReason.surplusBytes) { try padded.decode(by: settings(for: fixture)) }
    }

    @Test("VR-16: intervals of 1 and 4095 cs decode exactly, and the reserved bits are ignored")
    func intervals() throws {
        var received = try Received("advertisement-v3-ipv4")
        for (high, low, expected) in [
            (0x00, 0x01, Nanoseconds.milliseconds(10)), (0x0F, 0xFF, .milliseconds(40_950)), (0xF0, 0x64, .seconds(1)),
        ] as [(UInt8, UInt8, Nanoseconds)] {
            received.message[4] = high
            received.message[5] = low
            received.repairChecksum()
            #expect(try received.decode(by: Samples.settings()).interval == expected)
        }
        received.message[4] = 0
        received.message[5] = 0
        received.repairChecksum()
        #expect(throws: DiscardReason.interval) { try received.decode(by: Samples.settings()) }
    }

    @Test("VR-17, VR-18, VR-21: no message survives a flipped bit", arguments: golden)
    func flippedBits(fixture: String) throws {
        let whole = try Received(fixture)
        for bit in 0..<whole.message.count * 8 {
            var received = whole
            received.message[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(throws: DiscardReason.self) { try received.decode(by: settings(for: fixture)) }
        }
        var received = whole
        received.message[6] ^= 0x10
        #expect(throws: DiscardReason.checksum) { try received.decode(by: settings(for: fixture)) }
    }

    @Test("VR-17: the version 2 checksum covers the authentication data and no pseudo header")
    func version2Checksum() throws {
        var received = try Received("advertisement-v2-ipv4")
        received.source = Samples.greater
        #expect(try received.decode(by: Samples.settings(version: .v2)).checksumForm == .messageOnly)
        received.message[19] = 1
        #expect(throws: DiscardReason.checksum) { try received.decode(by: Samples.settings(version: .v2)) }
    }

    @Test("VR-18: both checksums of version 3 on IPv4 are accepted, and which one it was is told")
    func version3Checksums() throws {
        let pseudo = try Received("advertisement-v3-ipv4")
        #expect(try pseudo.decode(by: Samples.settings()).checksumForm == .pseudoHeader)
        var plain = try Received("advertisement-v3-ipv4-message-checksum")
        #expect(try plain.decode(by: Samples.settings()).checksumForm == .messageOnly)
        plain.message[7] ^= 1
        #expect(throws: DiscardReason.checksum) { try plain.decode(by: Samples.settings()) }
    }

    @Test("VR-21: version 3 on IPv6 needs the pseudo header")
    func ipv6Checksum() throws {
        var received = try Received("advertisement-v3-ipv6")
        #expect(try received.decode(by: Samples.settings(family: .ipv6)).checksumForm == .pseudoHeader)
        var sum = InternetChecksum()
        received.message[6] = 0
        received.message[7] = 0
        sum.add(received.message)
        received.message[6] = UInt8(sum.value >> 8)
        received.message[7] = UInt8(sum.value & 0xFF)
        #expect(throws: DiscardReason.checksum) { try received.decode(by: Samples.settings(family: .ipv6)) }
    }

    @Test("VR-24: another VRID is discarded")
    func virtualRouterID() throws {
        var received = try Received("advertisement-v3-ipv4")
        received.message[1] = 52
        received.repairChecksum()
        #expect(throws: DiscardReason.virtualRouterID) { try received.decode(by: Samples.settings()) }
    }

    @Test("VR-28: a version 3 address list that differs is kept and told; order does not matter")
    func version3AddressList() throws {
        let received = try Received("advertisement-v3-ipv4")
        let other = try received.decode(by: Samples.settings(addresses: ["192.0.2.101/24"]))
        #expect(!other.listsOurAddresses)
        let ipv6 = try Received("advertisement-v3-ipv6")
        var swapped = ipv6
        swapped.message.replaceSubrange(8..<24, with: ipv6.message[24..<40])
        swapped.message.replaceSubrange(24..<40, with: ipv6.message[8..<24])
        #expect(try swapped.decode(by: Samples.settings(family: .ipv6)).listsOurAddresses)
        var twice = ipv6
        twice.message.replaceSubrange(24..<40, with: ipv6.message[8..<24])
        twice.repairChecksum()
        #expect(try !twice.decode(by: Samples.settings(family: .ipv6)).listsOurAddresses)
    }

    @Test("a version 3 message without an address is discarded")
    func addressCount() throws {
        var received = try Received("advertisement-v3-ipv4")
        received.message.removeLast(4)
        received.message[3] = 0
        received.repairChecksum()
        #expect(throws: DiscardReason.addressCount) { try received.decode(by: Samples.settings()) }
    }

    @Test("VR-29: a version 2 address list that differs counts only from the owner")
    func version2AddressList() throws {
        var received = try Received("advertisement-v2-ipv4")
        let settings = Samples.settings(version: .v2, addresses: ["192.0.2.101/24"])
        #expect(throws: DiscardReason.addressList) { try received.decode(by: settings) }
        received.message[2] = 255
        received.repairChecksum()
        #expect(try received.decode(by: settings).priority == 255)
    }

    @Test("VR-30: a version 2 interval that differs is discarded")
    func version2Interval() throws {
        let received = try Received("advertisement-v2-ipv4")
        #expect(throws: DiscardReason.interval) {
            try received.decode(by: Samples.settings(version: .v2, interval: .seconds(2)))
        }
    }

    @Test("VR-32: unknown, missing and unexpected authentication have a counter each")
    func authenticationTypes() throws {
        var received = try Received("advertisement-v2-ipv4")
        #expect(throws: DiscardReason.authenticationMissing) {
            try received.decode(by: Samples.settings(version: .v2, password: "secret"))
        }
        for type in [2, 3, 255] as [UInt8] {
            received.message[4] = type
            received.repairChecksum()
            #expect(throws: DiscardReason.authenticationType) {
                try received.decode(by: Samples.settings(version: .v2))
            }
        }
        let withPassword = try Received("advertisement-v2-password")
        #expect(throws: DiscardReason.authenticationUnexpected) {
            try withPassword.decode(by: Samples.settings(version: .v2))
        }
    }

    @Test("VR-33: all eight bytes of the password count, padded with zeros", arguments: 0..<8)
    func password(index: Int) throws {
        var received = try Received("advertisement-v2-password")
        received.message[12 + index] ^= 0x20
        received.repairChecksum()
        #expect(throws: DiscardReason.authenticationFailed) {
            try received.decode(by: Samples.settings(version: .v2, password: "secret"))
        }
    }

    @Test("VR-75: an IPv6 advertisement lists a link-local address first")
    func linkLocalFirst() throws {
        let settings = Samples.settings(family: .ipv6, addresses: ["2001:db8::100/64", "fe80::100/64"])
        let message = AdvertisementCodec(settings).encode(priority: 200, from: Samples.linkLocal)
        #expect(try message == Fixture.packet("advertisement-v3-ipv6"))
    }

    @Test("VR-77: an advertisement lists addresses of its own family only")
    func oneFamily() {
        let settings = Samples.settings(addresses: ["2001:db8::100/64", "192.0.2.100/24"])
        let message = AdvertisementCodec(settings).encode(priority: 200, from: Samples.smaller)
        #expect(message.count == 12)
        #expect(message[3] == 1)
    }

    @Test("every reason has a name of its own")
    func names() {
        #expect(Set(DiscardReason.allCases.map(\.description)).count == DiscardReason.allCases.count)
        var counters = DiscardCounters()
        counters.count(.checksum)
        counters.count(.trailer)
        #expect(counters.all.filter { $0.count > 0 }.map(\.reason) == [.checksum, .trailer])
    }
}
