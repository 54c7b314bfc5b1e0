package import Addresses
import CNetlink

/// An address on an interface.
package struct LinkAddress: Hashable, Sendable {
    package let interfaceIndex: Int32
    package let prefix: Prefix
    /// How far the address is valid (`RT_SCOPE_…`): 0 everywhere, 253 on the link, 254 on the host.
    package let scope: UInt8
    /// `IFA_F_…`
    package let flags: UInt32
    /// The label of an IPv4 address, as a rule the interface's name.
    package let label: String?
    /// In how many seconds the kernel takes it off, as of the reading; nil for never.
    package let validLifetime: UInt32?

    package init(
        interfaceIndex: Int32, prefix: Prefix, scope: UInt8, flags: UInt32, label: String?,
        validLifetime: UInt32? = nil
    ) {
        self.interfaceIndex = interfaceIndex
        self.prefix = prefix
        self.scope = scope
        self.flags = flags
        self.label = label
        self.validLifetime = validLifetime
    }

    /// An IPv4 address that lives and goes with the first one of its subnet on the interface.
    package var isSecondary: Bool { has(IFA_F_SECONDARY) }
    /// An IPv6 address that another node was found to have.
    package var isDuplicate: Bool { has(IFA_F_DADFAILED) }
    /// An IPv6 address that is still being checked for duplicates and cannot be used yet.
    package var isTentative: Bool { has(IFA_F_TENTATIVE) }

    /// Without an end to its lifetime.
    package var isPermanent: Bool { has(IFA_F_PERMANENT) }

    private func has(_ flag: Int32) -> Bool { flags & UInt32(bitPattern: flag) != 0 }
}

extension LinkAddress {
    /// Reads an `RTM_NEWADDR` or `RTM_DELADDR` message; nil for families other than IPv4 and IPv6.
    init?(_ message: borrowing Message) throws(DecodeFailure) {
        let length = try message.field(UInt8.self, at: MemoryLayout<ifaddrmsg>.offset(of: \.ifa_prefixlen))
        let flags = try message.field(UInt8.self, at: MemoryLayout<ifaddrmsg>.offset(of: \.ifa_flags))
        let scope = try message.field(UInt8.self, at: MemoryLayout<ifaddrmsg>.offset(of: \.ifa_scope))
        let index = try message.field(Int32.self, at: MemoryLayout<ifaddrmsg>.offset(of: \.ifa_index))
        let attributes = try AddressAttributes(message.attributes(after: MemoryLayout<ifaddrmsg>.size))
        // IFA_ADDRESS is the far end on point-to-point links; IPv6 addresses without a far end have no IFA_LOCAL.
        guard let bytes = attributes.local ?? attributes.address, let address = IPAddress(bytes: bytes),
            let prefix = Prefix(address, length: Int(length))
        else { return nil }
        self.init(
            interfaceIndex: index, prefix: prefix, scope: scope, flags: attributes.flags ?? UInt32(flags),
            label: attributes.label, validLifetime: attributes.lifetime.flatMap(AddressLifetime.valid))
    }
}

/// The attributes of address messages (`IFA_…` in linux/if_addr.h).
struct AddressAttributes: AttributeRecord {
    var address: [UInt8]?
    var local: [UInt8]?
    var label: String?
    var broadcast: [UInt8]?
    var lifetime: [UInt32]?
    var flags: UInt32?

    mutating func fields(_ coder: inout AttributeCoder) {
        coder.bytes(Int(IFA_ADDRESS), &address)
        coder.bytes(Int(IFA_LOCAL), &local)
        coder.text(Int(IFA_LABEL), &label)
        coder.bytes(Int(IFA_BROADCAST), &broadcast)
        coder.numbers(Int(IFA_CACHEINFO), count: 4, &lifetime)
        coder.number(Int(IFA_FLAGS), &flags)
    }
}
