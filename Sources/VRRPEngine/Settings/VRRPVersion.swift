public import Deadlines

/// The two versions of the protocol on the wire.
public enum VRRPVersion: UInt8, Hashable, Sendable, CaseIterable {
    /// RFC 3768: IPv4 only, intervals in whole seconds.
    case v2 = 2
    /// RFC 5798 and RFC 9568: both families, intervals in centiseconds, learned from the master.
    case v3 = 3

    /// The intervals that the wire can carry: 1 to 255 s (RFC 3768 §5.3.5), 0.01 to 40.95 s (RFC 9568 §5.2.7).
    public var advertisementIntervals: ClosedRange<Nanoseconds> {
        switch self {
        case .v2: Nanoseconds.seconds(1)...Nanoseconds.seconds(255)
        case .v3: Nanoseconds.centiseconds(1)...Nanoseconds.centiseconds(4095)
        }
    }
}
