package import Addresses
package import Netlink
package import VRRPEngine

/// One virtual router as the node runs it: what the protocol needs, and what its master carries besides.
package struct InstanceSettings: Hashable, Sendable {
    package var router: RouterSettings
    /// What lines of `virtual_ipaddress` and `virtual_ipaddress_excluded` say beyond address and interface.
    package var addressOptions: [VirtualAddress: AddressOptions]
    /// Carried by the master, after its addresses.
    package var routes: [VirtualRoute]
    package var rules: [VirtualRule]
    /// How long the addresses outlive a node that stops refreshing them.
    package var lifetime: LifetimePolicy
    /// The interface of its own that carries the addresses (`use_vmac`); nil: they are on the instance's interface.
    package var virtualMAC: VirtualMACSettings?
    /// Whether a secondary address takes the place of a primary one that goes, on the instance's interface.
    package var promotesSecondaries: Bool
    /// The interfaces of static entries that the instance cannot do without (`track_group`).
    package var staticInterfaces: [InterfaceName]
    /// Whether the instance's own interface being down is FAULT (not `dont_track_primary`).
    package var tracksPrimary: Bool
    /// Whether packets to the addresses are taken (`accept`, against `no_accept`).
    package var accepts: Bool

    package init(
        _ router: RouterSettings, addressOptions: [VirtualAddress: AddressOptions] = [:], routes: [VirtualRoute] = [],
        rules: [VirtualRule] = [], lifetime: LifetimePolicy = .automatic, virtualMAC: VirtualMACSettings? = nil,
        promotesSecondaries: Bool = false, staticInterfaces: [InterfaceName] = [], tracksPrimary: Bool = true,
        accepts: Bool = true
    ) {
        self.router = router
        self.addressOptions = addressOptions
        self.routes = routes
        self.rules = rules
        self.lifetime = lifetime
        self.virtualMAC = virtualMAC
        self.promotesSecondaries = promotesSecondaries
        self.staticInterfaces = staticInterfaces
        self.tracksPrimary = tracksPrimary
        self.accepts = accepts
    }
}

/// A line of `virtual_routes` or `static_routes`.
package struct VirtualRoute: Hashable, Sendable {
    package var specification: RouteSpecification
    /// `no_track`: the state of its interface is no fault of the instance.
    package var isUntracked: Bool

    package init(_ specification: RouteSpecification, isUntracked: Bool = false) {
        self.specification = specification
        self.isUntracked = isUntracked
    }
}

/// A line of `virtual_rules` or `static_rules`.
package struct VirtualRule: Hashable, Sendable {
    package var specification: RuleSpecification
    /// `no_track`: the state of its interfaces is no fault of the instance.
    package var isUntracked: Bool

    package init(_ specification: RuleSpecification, isUntracked: Bool = false) {
        self.specification = specification
        self.isUntracked = isUntracked
    }
}

/// What is there from the start, whatever becomes of the instances (`static_ipaddress`, `static_routes`,
/// `static_rules`).
package struct StaticSettings: Hashable, Sendable {
    /// Each with its interface.
    package var addresses: [VirtualAddress]
    package var addressOptions: [VirtualAddress: AddressOptions]
    package var routes: [VirtualRoute]
    package var rules: [VirtualRule]

    package init(
        addresses: [VirtualAddress] = [], addressOptions: [VirtualAddress: AddressOptions] = [:],
        routes: [VirtualRoute] = [], rules: [VirtualRule] = []
    ) {
        self.addresses = addresses
        self.addressOptions = addressOptions
        self.routes = routes
        self.rules = rules
    }
}
