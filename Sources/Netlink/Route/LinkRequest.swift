import Addresses
import CNetlink

/// What `RTM_NEWLINK` and `RTM_DELLINK` carry.
enum LinkRequest {
    private static let addressModeNone = UInt8(IN6_ADDR_GEN_MODE_NONE.rawValue)

    /// `struct ifinfomsg`
    ///
    /// - Parameter isUp: nil to leave it as it is.
    static func writeHeader(_ index: Int32, isUp: Bool? = nil, into writer: inout AttributeWriter) {
        writer.fixed(UInt16(AF_UNSPEC))
        writer.fixed(UInt16(0))
        writer.fixed(index)
        writer.fixed(UInt32(isUp == true ? IFF_UP : 0))
        writer.fixed(UInt32(isUp == nil ? 0 : IFF_UP))
    }

    static func write(_ link: MacvlanSpecification, into writer: inout AttributeWriter) {
        writeHeader(0, into: &writer)
        writer.text(UInt16(IFLA_IFNAME), link.name.description)
        writer.number(UInt16(IFLA_LINK), link.parentIndex)
        writer.bytes(UInt16(IFLA_ADDRESS), link.macAddress.bytes)
        if let group = link.group { writer.number(UInt16(IFLA_GROUP), group) }
        writer.nested(UInt16(IFLA_LINKINFO)) { writer in
            writer.text(UInt16(IFLA_INFO_KIND), LinkKind.macvlan)
            writer.nested(UInt16(IFLA_INFO_DATA)) { writer in
                writer.number(UInt16(IFLA_MACVLAN_MODE), MACVLAN_MODE_PRIVATE.rawValue)
            }
        }
    }

    static func write(_ name: InterfaceName, kind: String, into writer: inout AttributeWriter) {
        writeHeader(0, into: &writer)
        writer.text(UInt16(IFLA_IFNAME), name.description)
        writer.nested(UInt16(IFLA_LINKINFO)) { writer in writer.text(UInt16(IFLA_INFO_KIND), kind) }
    }

    static func write(_ switches: [IPv4Switch: UInt32], _ index: Int32, into writer: inout AttributeWriter) {
        writeHeader(index, into: &writer)
        writer.nested(UInt16(IFLA_AF_SPEC)) { writer in
            writer.nested(UInt16(AF_INET)) { writer in
                writer.nested(UInt16(IFLA_INET_CONF)) { writer in
                    for each in IPv4Switch.allCases {
                        if let value = switches[each] { writer.number(UInt16(each.kernelNumber), value) }
                    }
                }
            }
        }
    }

    static func writeAddressMode(_ index: Int32, into writer: inout AttributeWriter) {
        writeHeader(index, into: &writer)
        writer.nested(UInt16(IFLA_AF_SPEC)) { writer in
            writer.nested(UInt16(AF_INET6)) { writer in
                writer.number(UInt16(IFLA_INET6_ADDR_GEN_MODE), addressModeNone)
            }
        }
    }
}
