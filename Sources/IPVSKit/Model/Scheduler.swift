/// The name of a scheduler, the algorithm by which a virtual service chooses a real server. Each is a kernel module,
/// `ip_vs_NAME`.
public struct Scheduler: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    /// Bytes a name may have: the kernel keeps 16 (`IP_VS_SCHEDNAME_MAXLEN`) with the NUL.
    public static let longestName = 15

    public let rawValue: String

    /// Nil unless the name has 1 to 15 bytes, all of them letters, digits, `_` or `-`.
    public init?(rawValue: String) {
        guard (1...Self.longestName).contains(rawValue.utf8.count),
            rawValue.utf8.allSatisfy(Self.isNameByte)
        else { return nil }
        self.rawValue = rawValue
    }

    private init(_ name: StaticString) {
        rawValue = name.description
    }

    public static let roundRobin = Scheduler("rr")
    public static let weightedRoundRobin = Scheduler("wrr")
    public static let leastConnection = Scheduler("lc")
    public static let weightedLeastConnection = Scheduler("wlc")
    public static let localityBasedLeastConnection = Scheduler("lblc")
    public static let localityBasedLeastConnectionWithReplication = Scheduler("lblcr")
    public static let destinationHashing = Scheduler("dh")
    public static let sourceHashing = Scheduler("sh")
    public static let maglevHashing = Scheduler("mh")
    public static let shortestExpectedDelay = Scheduler("sed")
    public static let neverQueue = Scheduler("nq")
    public static let weightedFailover = Scheduler("fo")
    public static let weightedOverflow = Scheduler("ovf")
    public static let powerOfTwoChoices = Scheduler("twos")

    /// The name, as the kernel and ipvsadm write it.
    public var description: String { rawValue }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}
