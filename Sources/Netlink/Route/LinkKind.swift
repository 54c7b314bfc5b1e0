import CNetlink

/// What an interface is made of (`IFLA_LINKINFO`).
package struct LinkKind: Hashable, Sendable {
    /// The kernel's name of the kind, such as `macvlan`.
    package let name: String
    /// A macvlan's, `MACVLAN_MODE_…`.
    package let macvlanMode: UInt32?
    /// The routing table that a VRF's routes are in.
    package let vrfTable: UInt32?

    package init(name: String, macvlanMode: UInt32? = nil, vrfTable: UInt32? = nil) {
        self.name = name
        self.macvlanMode = macvlanMode
        self.vrfTable = vrfTable
    }

    package static let macvlan = "macvlan"
    package static let vrf = "vrf"

    /// Whether it is a macvlan that hears nothing of its neighbours on the same interface.
    package var isPrivateMacvlan: Bool { name == Self.macvlan && macvlanMode == MACVLAN_MODE_PRIVATE.rawValue }
}

/// `IFLA_INFO_…`
struct LinkInfoAttributes: AttributeRecord {
    var kind: String?
    var data: [UInt8]?

    mutating func fields(_ coder: inout AttributeCoder) {
        coder.text(Int(IFLA_INFO_KIND), &kind)
        coder.bytes(Int(IFLA_INFO_DATA), &data)
    }
}

/// `IFLA_MACVLAN_…`
struct MacvlanAttributes: AttributeRecord {
    var mode: UInt32?

    mutating func fields(_ coder: inout AttributeCoder) {
        coder.number(Int(IFLA_MACVLAN_MODE), &mode)
    }
}

/// `IFLA_VRF_…`
struct VRFAttributes: AttributeRecord {
    var table: UInt32?

    mutating func fields(_ coder: inout AttributeCoder) {
        coder.number(Int(IFLA_VRF_TABLE), &table)
    }
}

extension LinkKind {
    init?(_ attributes: LinkInfoAttributes) throws(DecodeFailure) {
        guard let name = attributes.kind else { return nil }
        var (mode, table): (UInt32?, UInt32?)
        // Each kind gives these numbers another meaning.
        if let data = attributes.data {
            switch name {
            case Self.macvlan: mode = try MacvlanAttributes(AttributeReader(data.span)).mode
            case Self.vrf: table = try VRFAttributes(AttributeReader(data.span)).table
            default: break
            }
        }
        self.init(name: name, macvlanMode: mode, vrfTable: table)
    }
}
