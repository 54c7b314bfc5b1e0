package import Addresses
import CNetlink

/// An address as it is to be on an interface.
package struct AddressSpecification: Hashable, Sendable {
    package let prefix: Prefix
    package let interfaceIndex: Int32
    /// The far end of a point-to-point link, of the same family.
    package var peer: IPAddress?
    /// IPv4 only.
    package var broadcast: IPv4Address?
    /// `RT_SCOPE_…`; IPv4 only, the kernel knows IPv6's by the address.
    package var scope: UInt8 = 0
    /// IPv4 only; the interface's name, with or without `:` and something behind it.
    package var label: String?
    package var flags: Flags
    /// For how long the address is chosen as the source of new connections, in seconds.
    package var preferredLifetime: UInt32

    /// An address as keepalived puts it there: IPv6 without duplicate address detection, and /128 deprecated from the
    /// start, so that it does not become the source of the node's own connections.
    package init(_ prefix: Prefix, on interfaceIndex: Int32) {
        self.prefix = prefix
        self.interfaceIndex = interfaceIndex
        let isIPv6 = prefix.address.family == .ipv6
        flags = isIPv6 ? .withoutDuplicateDetection : []
        preferredLifetime = isIPv6 && prefix.length == 128 ? 0 : AddressLifetime.forever
    }
}

extension AddressSpecification {
    /// `IFA_F_…`
    package struct Flags: OptionSet, Hashable, Sendable {
        package let rawValue: UInt32

        package init(rawValue: UInt32) {
            self.rawValue = rawValue
        }

        private init(_ flag: Int32) { rawValue = UInt32(bitPattern: flag) }

        /// Other nodes are not asked whether they have the address (IPv6).
        package static let withoutDuplicateDetection = Flags(IFA_F_NODAD)
        /// Mobile IPv6's home address.
        package static let home = Flags(IFA_F_HOMEADDRESS)
        /// The kernel makes temporary addresses from this one (IPv6).
        package static let managesTemporary = Flags(IFA_F_MANAGETEMPADDR)
        /// No route to the subnet comes with the address.
        package static let withoutPrefixRoute = Flags(IFA_F_NOPREFIXROUTE)
        /// The kernel joins the group that the address is.
        package static let joinsGroup = Flags(IFA_F_MCAUTOJOIN)
    }
}
