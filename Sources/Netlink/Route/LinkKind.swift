import CNetlink

/// What an interface is made of (`IFLA_LINKINFO`).
package struct LinkKind: Hashable, Sendable {
    /// The kernel's name of the kind, such as `macvlan`.
    package let name: String
    /// A macvlan's, `MACVLAN_MODE_…`.
    package let macvlanMode: UInt32?

    package init(name: String, macvlanMode: UInt32? = nil) {
        self.name = name
        self.macvlanMode = macvlanMode
    }

    package static let macvlan = "macvlan"

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

extension LinkKind {
    init?(_ attributes: LinkInfoAttributes) throws(DecodeFailure) {
        guard let name = attributes.kind else { return nil }
        var mode: UInt32?
        // Other kinds give these numbers another meaning.
        if name == Self.macvlan, let data = attributes.data {
            mode = try MacvlanAttributes(AttributeReader(data.span)).mode
        }
        self.init(name: name, macvlanMode: mode)
    }
}
