public import Deadlines

/// A received advertisement that passed every check of RFC 9568 §7.1 (version 2: RFC 3768 §7.1), as the state machine
/// needs it: small, without the address list.
public struct Advertisement: Hashable, Sendable {
    /// Which sum a checksum was found to be.
    public enum ChecksumForm: Hashable, Sendable {
        /// Over a pseudo header and the message: IPv6, and version 3 on IPv4 as in RFC 5798.
        case pseudoHeader
        /// Over the message alone: version 2, and version 3 on IPv4 as in RFC 9568.
        case messageOnly
    }

    /// 0 says that the sender stops being master; 255 that it owns the addresses.
    public let priority: UInt8
    /// The sender's advertisement interval.
    public let interval: Nanoseconds
    /// Whether its addresses are those that this router is configured with, in any order.
    public let listsOurAddresses: Bool
    /// Whether its list begins as RFC 9568 §5.2.9 asks: for IPv6 with a link-local address.
    public let beginsWithLinkLocal: Bool
    /// Which of the two checksums it carried.
    public let checksumForm: ChecksumForm

    public init(
        priority: UInt8, interval: Nanoseconds, listsOurAddresses: Bool = true, beginsWithLinkLocal: Bool = true,
        checksumForm: ChecksumForm = .pseudoHeader
    ) {
        self.priority = priority
        self.interval = interval
        self.listsOurAddresses = listsOurAddresses
        self.beginsWithLinkLocal = beginsWithLinkLocal
        self.checksumForm = checksumForm
    }
}
