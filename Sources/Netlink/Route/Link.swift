package import Addresses
import CNetlink

/// A network interface as the kernel shows it.
package struct Link: Hashable, Sendable {
    package let index: Int32
    package let name: InterfaceName
    /// Nil where the interface has no 48-bit address, as tunnels do.
    package let macAddress: MACAddress?
    /// Whether the interface is switched on (`IFF_UP`).
    package let isUp: Bool
    /// Whether it can carry packets (`IFF_RUNNING`: the operational state is up or not known to the driver).
    package let hasCarrier: Bool
    /// In bytes.
    package let mtu: UInt32
    package let isLoopback: Bool
    /// The interface that it sits on, 0 for none.
    package let parentIndex: Int32
    /// Nil for hardware.
    package let kind: LinkKind?

    package init(
        index: Int32, name: InterfaceName, macAddress: MACAddress?, isUp: Bool, hasCarrier: Bool, mtu: UInt32,
        isLoopback: Bool, parentIndex: Int32 = 0, kind: LinkKind? = nil
    ) {
        self.index = index
        self.name = name
        self.macAddress = macAddress
        self.isUp = isUp
        self.hasCarrier = hasCarrier
        self.mtu = mtu
        self.isLoopback = isLoopback
        self.parentIndex = parentIndex
        self.kind = kind
    }
}

extension Link {
    /// Reads an `RTM_NEWLINK` or `RTM_DELLINK` message.
    ///
    /// Nil for messages of a bridge about its ports, which share these types, and for an interface whose name no
    /// configuration could hold.
    init?(_ message: borrowing Message) throws(DecodeFailure) {
        let family = try message.field(UInt8.self, at: MemoryLayout<ifinfomsg>.offset(of: \.ifi_family))
        let flags = try message.field(UInt32.self, at: MemoryLayout<ifinfomsg>.offset(of: \.ifi_flags))
        let index = try message.field(Int32.self, at: MemoryLayout<ifinfomsg>.offset(of: \.ifi_index))
        let attributes = try LinkAttributes(message.attributes(after: MemoryLayout<ifinfomsg>.size))
        guard Int32(family) == AF_UNSPEC, let text = attributes.name, let name = InterfaceName(text) else { return nil }
        func has(_ flag: Int) -> Bool { flags & UInt32(flag) != 0 }
        self.init(
            index: index, name: name, macAddress: attributes.address.flatMap { MACAddress(bytes: $0) },
            isUp: has(IFF_UP), hasCarrier: has(IFF_RUNNING), mtu: attributes.mtu ?? 0, isLoopback: has(IFF_LOOPBACK),
            parentIndex: attributes.parent.map { Int32(bitPattern: $0) } ?? 0,
            kind: try attributes.info.flatMap(LinkKind.init))
    }
}

extension [IPv4Switch: UInt32] {
    /// Reads an `RTM_NEWLINK` message.
    init(_ message: borrowing Message) throws(DecodeFailure) {
        self = [:]
        let attributes = try LinkSettingsAttributes(message.attributes(after: MemoryLayout<ifinfomsg>.size))
        // The kernel gives an array here and takes attributes.
        guard let numbers = attributes.families?.ipv4?.settings else { return }
        for each in IPv4Switch.allCases {
            if let number = numbers.span.hostOrder(UInt32.self, at: (each.kernelNumber - 1) * 4) { self[each] = number }
        }
    }
}

/// The settings in link messages; in those of a bridge about its ports they mean something else.
struct LinkSettingsAttributes: AttributeRecord {
    var families: LinkFamilyAttributes?

    mutating func fields(_ coder: inout AttributeCoder) {
        coder.nested(Int(IFLA_AF_SPEC), &families)
    }
}

/// `IFLA_AF_SPEC`
struct LinkFamilyAttributes: AttributeRecord {
    var ipv4: IPv4LinkAttributes?

    mutating func fields(_ coder: inout AttributeCoder) {
        coder.nested(Int(AF_INET), &ipv4)
    }
}

/// `IFLA_INET_…`
struct IPv4LinkAttributes: AttributeRecord {
    var settings: [UInt8]?

    mutating func fields(_ coder: inout AttributeCoder) {
        coder.bytes(Int(IFLA_INET_CONF), &settings)
    }
}

/// The attributes of link messages (`IFLA_…` in linux/if_link.h).
struct LinkAttributes: AttributeRecord {
    var address: [UInt8]?
    var name: String?
    var mtu: UInt32?
    var parent: UInt32?
    var info: LinkInfoAttributes?
    var extraMask: UInt32?

    mutating func fields(_ coder: inout AttributeCoder) {
        coder.bytes(Int(IFLA_ADDRESS), &address)
        coder.text(Int(IFLA_IFNAME), &name)
        coder.number(Int(IFLA_MTU), &mtu)
        coder.number(Int(IFLA_LINK), &parent)
        coder.nested(Int(IFLA_LINKINFO), &info)
        coder.number(Int(IFLA_EXT_MASK), &extraMask)
    }
}
