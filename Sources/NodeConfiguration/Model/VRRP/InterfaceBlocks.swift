package import Addresses
package import Deadlines

/// `garp_group`: interfaces whose announcements share one pace.
package struct GARPGroup: Hashable, Sendable {
    /// The least time between two gratuitous ARP messages; zero: none.
    package let garpInterval: Nanoseconds
    /// The same for neighbour advertisements.
    package let gnaInterval: Nanoseconds
    /// Each in one group only.
    package let interfaces: [InterfaceName]

    package init(garpInterval: Nanoseconds, gnaInterval: Nanoseconds, interfaces: [InterfaceName]) {
        self.garpInterval = garpInterval
        self.gnaInterval = gnaInterval
        self.interfaces = interfaces
    }
}

/// A line of `interface_up_down_delays`: how long an interface must be down or up before that counts.
package struct InterfaceDelay: Hashable, Sendable {
    package let interface: InterfaceName
    package let down: Nanoseconds
    package let up: Nanoseconds

    package init(interface: InterfaceName, down: Nanoseconds, up: Nanoseconds) {
        self.interface = interface
        self.down = down
        self.up = up
    }
}

/// `track_group`: instances that static entries follow.
package struct TrackGroup: Hashable, Sendable {
    package let name: String
    /// The names of instances that are there.
    package let instances: [String]

    package init(name: String, instances: [String]) {
        self.name = name
        self.instances = instances
    }
}
