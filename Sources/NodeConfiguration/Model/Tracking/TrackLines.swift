package import Addresses

/// What a `vrrp_instance` or a `vrrp_sync_group` follows.
package struct TrackLines: Hashable, Sendable {
    package internal(set) var interfaces: [TrackInterfaceLine] = []
    package internal(set) var scripts: [TrackReference] = []
    package internal(set) var files: [TrackReference] = []
    package internal(set) var processes: [TrackReference] = []
    package internal(set) var virtualServers: [TrackVirtualServerLine] = []

    package init() {}
}

/// What a tracker adds to the priority.
///
/// Above zero: so much while it is good; below zero: so much less while it is bad; zero: FAULT while it is bad.
package struct Weight: Hashable, Sendable {
    package let value: Int
    /// Good and bad change places.
    package let isReversed: Bool

    package init(_ value: Int, isReversed: Bool = false) {
        self.value = value
        self.isReversed = isReversed
    }

    package static let fault = Weight(0)
}

/// A line of `track_interface`.
package struct TrackInterfaceLine: Hashable, Sendable {
    package let interface: InterfaceName
    /// -253 to 253; nil: FAULT while the interface is down.
    package let weight: Weight?

    package init(interface: InterfaceName, weight: Weight? = nil) {
        self.interface = interface
        self.weight = weight
    }
}

/// A line of `track_script`, `track_file` or `track_process`, with the weight of its block where it has none itself.
package struct TrackReference: Hashable, Sendable {
    /// The name of a block that is there.
    package let name: String
    /// As in `Weight`; a file's is the factor of the number in it.
    package let weight: Int
    package let isReversed: Bool

    package init(name: String, weight: Int, isReversed: Bool = false) {
        self.name = name
        self.weight = weight
        self.isReversed = isReversed
    }
}

/// A line of `track_virtual_server`: `NAME [weight N | fault]`.
package struct TrackVirtualServerLine: Hashable, Sendable {
    /// What a line means that says nothing: a node without servers yields to any that has some, and comes behind none
    /// but those that are as badly off.
    package static let standardWeight = -253

    /// As `VirtualServer.trackingName` of one or more services of the same file.
    package let name: String
    /// Added while the service has its quorum if above zero, while it has not if below; nil with `fault`.
    package let weight: Int?
    /// FAULT while the service has not its quorum.
    package let isFault: Bool

    package init(name: String, weight: Int?, isFault: Bool = false) {
        self.name = name
        self.weight = weight
        self.isFault = isFault
    }
}
