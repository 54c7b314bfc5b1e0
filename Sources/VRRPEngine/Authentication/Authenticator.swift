public import Addresses
import Deadlines

/// Signs the advertisements of one virtual router and verifies those that it receives (keepalived 2.4: `auth_hmac`).
///
/// It remembers what it sent and what it verified: an advertisement that somebody recorded is not believed again.
public struct Authenticator: Sendable {
    /// What an accepted advertisement was.
    public enum Verification: Hashable, Sendable {
        /// Not signed; the mode lets it pass.
        case unsigned
        /// Signed by a key of ours.
        ///
        /// - Parameter skew: by how many seconds the sender's clock is behind; negative where it is ahead.
        case signed(skew: Int)
    }

    private var settings: HMACSettings
    private var unicast: UnicastSettings?
    private var messageLength: MessageLength
    private var lastSent: AdvertisementSequence?
    private var marks = ReplayMarks()

    /// Nil for a router without `hmac`.
    public init?(_ router: RouterSettings) {
        guard let settings = router.hmac else { return nil }
        self.settings = settings
        unicast = router.unicast
        messageLength = MessageLength(router)
    }

    /// Takes new settings for the same router; what was sent and verified stays remembered. Without `hmac` in them it
    /// stays as it is.
    public mutating func reconfigure(to router: RouterSettings) {
        guard let settings = router.hmac else { return }
        self.settings = settings
        unicast = router.unicast
        messageLength = MessageLength(router)
        marks.keepPeers(isPeer)
    }

    /// The trailer for the next advertisement, whoever its copies go to; nil where the mode or the lack of the active
    /// key leaves it unsigned.
    ///
    /// - Parameters:
    ///   - message: as encoded; its checksum is not covered.
    ///   - source: where it is sent from.
    public mutating func trailer(
        for message: Span<UInt8>, from source: IPAddress, at time: UTCTime
    ) -> AuthenticationTrailer? {
        guard settings.mode != .receiveOnly, let key = key(settings.activeKeyID),
            message.count >= AdvertisementCodec.headerLength
        else { return nil }
        let sequence = AdvertisementSequence(time, after: lastSent)
        lastSent = sequence
        let code = AuthenticationCode(of: message, from: source, keyID: key.id, sequence: sequence, key: key)
        return AuthenticationTrailer(keyID: key.id, sequence: sequence, code: code)
    }

    /// Verifies a received message that the codec accepted.
    ///
    /// - Parameters:
    ///   - message: with its trailer, if it has one.
    ///   - time: now.
    /// - Throws: `.trailerMissing`, `.trailer`, `.trailerTime`, `.trailerKey`, `.trailerCode` or `.trailerReplay`.
    public mutating func verify(
        _ message: Span<UInt8>, from source: IPAddress, at time: UTCTime
    ) throws(DiscardReason) -> Verification {
        let length = try messageLength.check(message)
        guard message.count > length else {
            guard settings.mode != .enforce else { throw .trailerMissing }
            return .unsigned
        }
        guard let trailer = AuthenticationTrailer(message.extracting(length..<message.count)) else { throw .trailer }
        // Before the work of the HMAC: a flood of old advertisements must not cost it each time. It only rejects.
        let skew = Int(Int32(bitPattern: time.seconds &- trailer.sequence.seconds))
        if case .time(let window) = settings.antiReplay, abs(skew) > window.wholeSeconds { throw .trailerTime }
        guard let key = key(trailer.keyID) else { throw .trailerKey }
        let expected = AuthenticationCode(
            of: message.extracting(0..<length), from: source, keyID: key.id, sequence: trailer.sequence, key: key)
        guard expected.matches(trailer.code) else { throw .trailerCode }
        guard marks.raise(source, to: trailer.sequence, isPeer: isPeer(source)) else { throw .trailerReplay }
        return .signed(skew: skew)
    }

    /// Whether a sender's clock is so far off that its advertisements will soon be dropped: more than half the window.
    public func isAlarming(skew: Int) -> Bool {
        guard case .time(let window) = settings.antiReplay else { return false }
        return abs(skew) * 2 > window.wholeSeconds
    }

    private func key(_ id: UInt8) -> HMACKey? { settings.keys.first { $0.id == id } }

    private func isPeer(_ address: IPAddress) -> Bool {
        unicast?.peers.contains { $0.address == address } ?? false
    }
}
