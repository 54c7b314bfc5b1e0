package import Addresses

/// A table of nf_tables of our own (`table inet NAME`) that drops what comes to certain addresses of this host.
///
/// Neighbour solicitations and advertisements always pass: without them an IPv6 address could not be used by anybody
/// (RFC 9568 §6.4.3).
package struct FilterTable: Hashable, Sendable {
    package static let standardName = "swiftlvsd"
    /// Just before the place of other filters, as keepalived's.
    package static let standardPriority: Int32 = -1

    package var name: String
    /// The place of its chain on the input hook; below 100 it comes before IPVS.
    package var priority: Int32
    /// Whether its rules count packets and bytes.
    package var counts: Bool

    package init(name: String = standardName, priority: Int32 = standardPriority, counts: Bool = false) {
        self.name = name
        self.priority = priority
        self.counts = counts
    }
}

/// An address of this host that takes no packets.
package struct ClosedAddress: Hashable, Sendable {
    package let address: IPAddress
    /// The interface of an IPv6 link-local address; nil for any other one.
    package let interfaceIndex: Int32?

    /// - Parameter interfaceIndex: where the address is; it matters for link-local ones alone.
    package init(_ address: IPAddress, on interfaceIndex: Int32) {
        self.address = address
        if case .v6(let sixteen) = address, sixteen.isLinkLocal {
            self.interfaceIndex = interfaceIndex
        } else {
            self.interfaceIndex = nil
        }
    }
}

/// Whose a table of nf_tables is.
package enum FilterTableOwner: Hashable, Sendable {
    /// There is none of that name.
    case nobody
    case us
    case others
}
