import Addresses
import Bytes
import Deadlines
import Testing
import VRRPEngine

/// keepalived 2.4's `auth_hmac`: what it sent, and what is to be made of it.
@Suite struct AuthenticatorTests {
    private static let golden = [
        "advertisement-v2-ipv4-trailer", "advertisement-v3-ipv4-trailer", "advertisement-v3-ipv6-trailer",
    ]
    /// When the golden advertisements were sent.
    private static let sent = UTCTime(seconds: 0x6B01_54B7, nanoseconds: 0)

    private static func key(_ id: UInt8 = 7, first: UInt8 = 0) throws -> HMACKey {
        try #require(HMACKey(id: id, bytes: Array(first..<first + 32)))
    }

    private static func router(
        _ fixture: String = "advertisement-v3-ipv4-trailer", keys: [HMACKey]? = nil, active: UInt8 = 7,
        mode: HMACSettings.Mode = .enforce, antiReplay: HMACSettings.AntiReplay = .time(window: .seconds(60)),
        unicast: UnicastSettings? = nil
    ) throws -> RouterSettings {
        let hmac = HMACSettings(
            keys: try keys ?? [key()], activeKeyID: active, antiReplay: antiReplay, mode: mode)
        return Samples.settings(
            version: fixture.contains("v2") ? .v2 : .v3, family: fixture.contains("ipv6") ? .ipv6 : .ipv4,
            options: Samples.Options(unicast: unicast, hmac: hmac))
    }

    private static func authenticator(_ router: RouterSettings) throws -> Authenticator {
        try #require(Authenticator(router))
    }

    /// A signed message as this router sends it.
    private static func signed(
        by authenticator: inout Authenticator, _ router: RouterSettings, from source: IPAddress = Samples.smaller,
        at time: UTCTime = sent
    ) throws -> [UInt8] {
        let codec = AdvertisementCodec(router)
        var message = codec.encode(priority: 200, from: source)
        let signature = authenticator.trailer(for: message.span, from: source, at: time)
        let trailer = try #require(signature)
        codec.append(trailer, to: &message, from: source)
        return message
    }

    @Test("keepalived's signed advertisements pass codec and verification", arguments: golden)
    func verifiesGolden(fixture: String) throws {
        let received = try Received(fixture)
        let router = try Self.router(fixture)
        #expect(try received.decode(by: router).priority == 200)
        var authenticator = try Self.authenticator(router)
        guard
            case .signed(let skew) = try authenticator.verify(
                received.message.span, from: received.source, at: Self.sent)
        else {
            Issue.record("not taken for signed")
            return
        }
        #expect(abs(skew) < 20)
    }

    @Test("what we sign at keepalived's time is what keepalived sent, byte for byte", arguments: golden)
    func signsGolden(fixture: String) throws {
        let received = try Received(fixture)
        let router = try Self.router(fixture)
        var authenticator = try Self.authenticator(router)
        let stamp = received.message.count - 24
        var time: UInt64 = 0
        for byte in received.message[stamp..<stamp + 6] { time = time << 8 | UInt64(byte) }
        // Half a step more, so that the fraction is the same after rounding down.
        let nanoseconds = ((Int64(time & 0xFFFF) * 2 + 1) * 1_000_000_000) >> 17
        let now = UTCTime(seconds: Int64(time >> 16), nanoseconds: nanoseconds)
        let message = try Self.signed(by: &authenticator, router, from: received.source, at: now)
        #expect(message == received.message)
    }

    @Test("no signed advertisement survives a flipped bit, the checksum repaired", arguments: golden)
    func flippedBits(fixture: String) throws {
        let whole = try Received(fixture)
        let router = try Self.router(fixture, antiReplay: .monotonic)
        let length = whole.message.count - 28
        for bit in 0..<whole.message.count * 8 where bit / 8 != 6 && bit / 8 != 7 && bit / 8 != 3 {
            var message = whole.message
            message[bit / 8] ^= 1 << UInt8(bit % 8)
            var authenticator = try Self.authenticator(router)
            let place = bit / 8 - length
            let expected: DiscardReason =
                switch place {
                case 0, 2, 3: .trailer
                case 1: .trailerKey
                default: .trailerCode
                }
            #expect(throws: expected, "bit \(bit)") {
                try authenticator.verify(message.span, from: whole.source, at: Self.sent)
            }
        }
    }

    @Test("the source address is signed, the checksum and the destination are not")
    func whatIsCovered() throws {
        var received = try Received("advertisement-v3-ipv4-trailer")
        var authenticator = try Self.authenticator(Self.router())
        #expect(throws: DiscardReason.trailerCode) {
            try authenticator.verify(received.message.span, from: Samples.greater, at: Self.sent)
        }
        received.message[6] ^= 0xFF
        #expect(throws: Never.self) {
            try authenticator.verify(received.message.span, from: received.source, at: Self.sent)
        }
    }

    @Test("an advertisement that comes again is a replay, and so is an older one")
    func replay() throws {
        let router = try Self.router()
        var sender = try Self.authenticator(router)
        let first = try Self.signed(by: &sender, router)
        let second = try Self.signed(by: &sender, router)
        #expect(first != second)
        var receiver = try Self.authenticator(router)
        #expect(throws: Never.self) { try receiver.verify(second.span, from: Samples.smaller, at: Self.sent) }
        for old in [first, second] {
            #expect(throws: DiscardReason.trailerReplay) {
                try receiver.verify(old.span, from: Samples.smaller, at: Self.sent)
            }
        }
    }

    @Test("the sequence grows although the clock stands still or goes back")
    func growingSequence() throws {
        let router = try Self.router(antiReplay: .monotonic)
        var sender = try Self.authenticator(router)
        var receiver = try Self.authenticator(router)
        for seconds in [1000, 1000, 1000, 900, 1001, 0] as [Int64] {
            let message = try Self.signed(by: &sender, router, at: UTCTime(seconds: seconds, nanoseconds: 5))
            #expect(throws: Never.self) { try receiver.verify(message.span, from: Samples.smaller, at: Self.sent) }
        }
    }

    @Test("the sequence wraps around like a serial number")
    func serialNumbers() throws {
        let router = try Self.router(antiReplay: .monotonic)
        var sender = try Self.authenticator(router)
        var receiver = try Self.authenticator(router)
        for seconds in [0x7000_0000, 0xE000_0000, 0xFFFF_FFFF, 0x1_0000_0000, 0x1_0000_0005] as [Int64] {
            let message = try Self.signed(by: &sender, router, at: UTCTime(seconds: seconds, nanoseconds: 0))
            #expect(throws: Never.self) { try receiver.verify(message.span, from: Samples.smaller, at: Self.sent) }
        }
    }

    @Test("a forged sequence does not move the mark")
    func forgedSequence() throws {
        let router = try Self.router(antiReplay: .monotonic)
        var sender = try Self.authenticator(router)
        var receiver = try Self.authenticator(router)
        var forged = try Self.signed(by: &sender, router)
        let stamp = forged.count - 24
        forged.replaceSubrange(stamp..<stamp + 4, with: [0x7F, 0xFF, 0xFF, 0xFF])
        #expect(throws: DiscardReason.trailerCode) {
            try receiver.verify(forged.span, from: Samples.smaller, at: Self.sent)
        }
        let genuine = try Self.signed(by: &sender, router)
        #expect(throws: Never.self) { try receiver.verify(genuine.span, from: Samples.smaller, at: Self.sent) }
    }

    @Test("with anti_replay time a clock more than the window away is discarded, before the key is looked at")
    func window() throws {
        let router = try Self.router(antiReplay: .time(window: .seconds(5)))
        var sender = try Self.authenticator(router)
        for (offset, isBelieved) in [(-6, false), (-5, true), (0, true), (5, true), (6, false)] as [(Int64, Bool)] {
            var receiver = try Self.authenticator(router)
            let message = try Self.signed(by: &sender, router, at: UTCTime(seconds: 100_000, nanoseconds: 0))
            let now = UTCTime(seconds: 100_000 + offset, nanoseconds: 0)
            if isBelieved {
                #expect(
                    try receiver.verify(message.span, from: Samples.smaller, at: now) == .signed(skew: Int(offset)))
            } else {
                var other = message
                other[other.count - 27] = 99
                for message in [message, other] {
                    #expect(throws: DiscardReason.trailerTime) {
                        try receiver.verify(message.span, from: Samples.smaller, at: now)
                    }
                }
            }
        }
        let receiver = try Self.authenticator(router)
        #expect(!receiver.isAlarming(skew: 2) && receiver.isAlarming(skew: 3) && receiver.isAlarming(skew: -3))
    }

    @Test("modes: enforce drops what is not signed; permissive and receive-only accept it; all verify what is")
    func modes() throws {
        let unsigned = try Received("advertisement-v3-ipv4")
        var forged = try Received("advertisement-v3-ipv4-trailer")
        forged.message[forged.message.count - 1] ^= 1
        for mode in [.enforce, .permissive, .receiveOnly] as [HMACSettings.Mode] {
            var authenticator = try Self.authenticator(Self.router(mode: mode))
            #expect(throws: DiscardReason.trailerCode) {
                try authenticator.verify(forged.message.span, from: forged.source, at: Self.sent)
            }
            let message = unsigned.message
            if mode == .enforce {
                #expect(throws: DiscardReason.trailerMissing) {
                    try authenticator.verify(message.span, from: unsigned.source, at: Self.sent)
                }
            } else {
                #expect(try authenticator.verify(message.span, from: unsigned.source, at: Self.sent) == .unsigned)
            }
            let trailer = authenticator.trailer(for: message.span, from: Samples.ours, at: Self.sent)
            #expect((trailer == nil) == (mode == .receiveOnly))
        }
    }

    @Test("several keys are believed, one signs; a key that is not configured has its own counter")
    func keys() throws {
        let keys = [try Self.key(1, first: 100), try Self.key(2, first: 50)]
        let router = try Self.router(keys: keys, active: 2)
        var sender = try Self.authenticator(router)
        let message = try Self.signed(by: &sender, router)
        #expect(message[message.count - 27] == 2)
        var receiver = try Self.authenticator(Self.router(keys: keys, active: 1))
        #expect(throws: Never.self) { try receiver.verify(message.span, from: Samples.smaller, at: Self.sent) }
        var stranger = try Self.authenticator(Self.router(keys: [keys[0]], active: 1))
        #expect(throws: DiscardReason.trailerKey) {
            try stranger.verify(message.span, from: Samples.smaller, at: Self.sent)
        }
        var undefined = try Self.authenticator(Self.router(keys: keys, active: 9))
        #expect(undefined.trailer(for: message.span, from: Samples.ours, at: Self.sent) == nil)
    }

    @Test("unicast copies carry the same trailer, and each peer has a mark of its own")
    func unicast() throws {
        let peers = (1...6).map { UnicastPeer(address: .v4(IPv4Address(192, 0, 2, $0))) }
        let router = try Self.router(antiReplay: .monotonic, unicast: UnicastSettings(peers: peers))
        var receiver = try Self.authenticator(router)
        var recorded: [(IPAddress, [UInt8])] = []
        for peer in peers {
            var sender = try Self.authenticator(router)
            recorded.append((peer.address, try Self.signed(by: &sender, router, from: peer.address)))
        }
        for (source, message) in recorded {
            #expect(throws: Never.self) { try receiver.verify(message.span, from: source, at: Self.sent) }
        }
        for (source, message) in recorded {
            #expect(throws: DiscardReason.trailerReplay) {
                try receiver.verify(message.span, from: source, at: Self.sent)
            }
        }
    }

    @Test("a multicast instance remembers the last four senders")
    func fourSenders() throws {
        let router = try Self.router(antiReplay: .monotonic)
        var receiver = try Self.authenticator(router)
        func message(_ sender: UInt8) throws -> (IPAddress, [UInt8]) {
            let source = IPAddress.v4(IPv4Address(192, 0, 2, sender))
            var authenticator = try Self.authenticator(router)
            return (source, try Self.signed(by: &authenticator, router, from: source))
        }
        let recorded = try (1...5).map { try message($0) }
        for (source, message) in recorded { _ = try receiver.verify(message.span, from: source, at: Self.sent) }
        for (source, message) in recorded.dropFirst() {
            #expect(throws: DiscardReason.trailerReplay) {
                try receiver.verify(message.span, from: source, at: Self.sent)
            }
        }
    }

    @Test("new settings keep what was sent and verified")
    func reconfigure() throws {
        let router = try Self.router(antiReplay: .monotonic)
        var sender = try Self.authenticator(router)
        var receiver = try Self.authenticator(router)
        let message = try Self.signed(by: &sender, router)
        _ = try receiver.verify(message.span, from: Samples.smaller, at: Self.sent)
        receiver.reconfigure(to: try Self.router(mode: .permissive, antiReplay: .monotonic))
        #expect(throws: DiscardReason.trailerReplay) {
            try receiver.verify(message.span, from: Samples.smaller, at: Self.sent)
        }
        sender.reconfigure(to: router)
        #expect(try Self.signed(by: &sender, router, at: UTCTime(seconds: 0, nanoseconds: 0)) != message)
    }

    @Test("the first advertisement carries the clock's time after 2038, too")
    func afterHalfOfTheClock() throws {
        let router = try Self.router()
        var sender = try Self.authenticator(router)
        var receiver = try Self.authenticator(router)
        let late = UTCTime(seconds: 0x8000_0001, nanoseconds: 0)
        let message = try Self.signed(by: &sender, router, at: late)
        #expect(try receiver.verify(message.span, from: Samples.smaller, at: late) == .signed(skew: 0))
    }

    @Test("keys have 32 to 64 bytes and an id, and no text form shows them")
    func keyForms() throws {
        #expect(HMACKey(id: 0, bytes: [UInt8](repeating: 1, count: 32)) == nil)
        for (count, isKey) in [(31, false), (32, true), (64, true), (65, false)] {
            #expect((HMACKey(id: 1, bytes: [UInt8](repeating: 1, count: count)) != nil) == isKey)
        }
        let key = try #require(HMACKey(id: 9, bytes: [UInt8](repeating: 65, count: 32)))
        var dumped = ""
        dump(key, to: &dumped)
        for text in [dumped, "\(key)", String(reflecting: key), "\([key])"] {
            #expect(!text.contains("65") && !text.contains("AAAA"))
        }
        let same = HMACKey(id: 9, bytes: [UInt8](repeating: 65, count: 32))
        let other = HMACKey(id: 9, bytes: [UInt8](repeating: 66, count: 32))
        #expect(same == key && other != key)
    }
}
