public import Deadlines

/// How advertisements are signed and verified (keepalived 2.4: `auth_hmac`).
public struct HMACSettings: Hashable, Sendable {
    /// What becomes of advertisements without a trailer.
    public enum Mode: Hashable, Sendable {
        /// Signs; drops what is not signed.
        case enforce
        /// Signs; accepts what is not signed.
        case permissive
        /// Signs nothing; verifies what is signed, accepts the rest.
        case receiveOnly
    }

    /// What an old advertisement that is sent again is told by.
    public enum AntiReplay: Hashable, Sendable {
        /// Its time differs by more than `window` from ours, or does not grow.
        case time(window: Nanoseconds)
        /// Its time does not grow.
        case monotonic
    }

    /// The keys that are believed, each with another id.
    public let keys: [HMACKey]
    /// The id of the key that signs; where no key has it, nothing is signed.
    public let activeKeyID: UInt8
    /// How recordings are told.
    public let antiReplay: AntiReplay
    /// What becomes of advertisements that are not signed.
    public let mode: Mode

    public init(
        keys: [HMACKey], activeKeyID: UInt8, antiReplay: AntiReplay = .time(window: .seconds(5)), mode: Mode = .enforce
    ) {
        self.keys = keys
        self.activeKeyID = activeKeyID
        self.antiReplay = antiReplay
        self.mode = mode
    }
}
