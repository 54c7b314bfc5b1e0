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

    /// Each server in turn.
    public static let roundRobin = Scheduler("rr")
    /// In turn, servers of greater weight more often.
    public static let weightedRoundRobin = Scheduler("wrr")
    /// The server with the fewest connections.
    public static let leastConnection = Scheduler("lc")
    /// The fewest connections for its weight.
    public static let weightedLeastConnection = Scheduler("wlc")
    /// One server for each destination address, while it is not overloaded.
    public static let localityBasedLeastConnection = Scheduler("lblc")
    /// A set of servers for each destination address.
    public static let localityBasedLeastConnectionWithReplication = Scheduler("lblcr")
    /// By a hash of the destination address.
    public static let destinationHashing = Scheduler("dh")
    /// By a hash of the client's address.
    public static let sourceHashing = Scheduler("sh")
    /// By a consistent hash of the client's address, the same on all nodes.
    public static let maglevHashing = Scheduler("mh")
    /// The shortest expected delay, (connections + 1) / weight.
    public static let shortestExpectedDelay = Scheduler("sed")
    /// An idle server where there is one, else the shortest expected delay.
    public static let neverQueue = Scheduler("nq")
    /// The server of the greatest weight alone.
    public static let weightedFailover = Scheduler("fo")
    /// The greatest weight until it has that many connections, then the next.
    public static let weightedOverflow = Scheduler("ovf")
    /// The better of two chosen at random.
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
