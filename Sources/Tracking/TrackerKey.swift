/// What is tracked: a kind of thing and its name.
package struct TrackerKey: Hashable, Sendable, CustomStringConvertible {
    /// The raw value is the block of a `vrrp_instance` that names it.
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        case interface = "track_interface"
        case script = "track_script"
        case file = "track_file"
        case process = "track_process"
        case virtualServer = "track_virtual_server"
    }

    package let kind: Kind
    package let name: String

    package init(_ kind: Kind, _ name: String) {
        self.kind = kind
        self.name = name
    }

    /// `track_script chk`
    package var description: String { "\(kind.rawValue) \(name)" }
}
