package import Addresses
import CNetlink

/// One thing to do to interfaces, addresses, routes or rules: one message to the kernel.
package enum RouteChange: Hashable, Sendable {
    /// Puts an address on an interface, for `valid` seconds unless it is refreshed; `EEXIST` where the interface has it.
    case addAddress(AddressSpecification, valid: UInt32)
    /// Starts the lifetime of an address anew.
    ///
    /// The kernel adds an address that is not there, whatever the flags (seen with Linux 6.1 and 6.18): refresh only
    /// while the address should be on the interface.
    case refreshAddress(AddressSpecification, valid: UInt32)
    /// Takes an address off an interface; `EADDRNOTAVAIL` where the interface does not have it with this prefix length
    /// and peer.
    case removeAddress(AddressSpecification)
    /// Puts a route into its table; `EEXIST` where just this one is there.
    case addRoute(ResolvedRoute)
    /// Takes a route out of its table; `ESRCH` where it is not there.
    case removeRoute(ResolvedRoute)
    /// Adds a rule; `EEXIST` where there is one like it.
    case addRule(RuleSpecification)
    /// Takes a rule away; `ENOENT` where it is not there.
    case removeRule(RuleSpecification)
    /// Makes an interface; `EEXIST` where there is one of its name.
    case addMacvlan(MacvlanSpecification)
    /// Makes an interface that needs nothing but its kind, as `dummy`, `ipip` and `ip6tnl` do; `EEXIST` where there is one of
    /// its name, or another tunnel of this kind to and from anywhere.
    case addVirtualLink(InterfaceName, kind: String)
    /// Removes an interface that was made; `ENODEV` where it is not there.
    case removeLink(index: Int32)
    /// Switches an interface on or off.
    case setLink(index: Int32, isUp: Bool)
    /// Sets IPv4 switches of an interface.
    case setSwitches([IPv4Switch: UInt32], index: Int32)
    /// Keeps the kernel from giving an interface an IPv6 link-local address by itself, from the next time it goes up.
    case dropLinkLocalAddress(index: Int32)
}

extension RouteChange: CustomStringConvertible {
    /// What is tried, as in `adding 192.0.2.1/24 to interface 3 for 10 s`.
    package var description: String {
        switch self {
        case .addAddress(let address, let valid):
            "adding \(address.prefix) to interface \(address.interfaceIndex)\(Self.phrase(valid))"
        case .refreshAddress(let address, let valid):
            "refreshing \(address.prefix) on interface \(address.interfaceIndex)\(Self.phrase(valid))"
        case .removeAddress(let address): "removing \(address.prefix) from interface \(address.interfaceIndex)"
        case .addRoute(let route): "adding \(route)"
        case .removeRoute(let route): "removing \(route)"
        case .addRule(let rule): "adding \(rule)"
        case .removeRule(let rule): "removing \(rule)"
        case .addMacvlan(let link): "making interface \(link.name)"
        case .addVirtualLink(let name, let kind): "making interface \(name) of the kind \(kind)"
        case .removeLink(let index): "removing interface \(index)"
        case .setLink(let index, let isUp): "switching interface \(index) \(isUp ? "on" : "off")"
        case .setSwitches(let switches, let index):
            "setting \(switches.keys.map(\.description).sorted().joined(separator: ", ")) of interface \(index)"
        case .dropLinkLocalAddress(let index): "setting addr_gen_mode of interface \(index)"
        }
    }

    private static func phrase(_ valid: UInt32) -> String {
        valid == AddressLifetime.forever ? "" : " for \(valid) s"
    }
}

extension RouteChange {
    /// `RTM_…`
    var type: UInt16 {
        let type =
            switch self {
            case .addAddress, .refreshAddress: RTM_NEWADDR
            case .removeAddress: RTM_DELADDR
            case .addRoute: RTM_NEWROUTE
            case .removeRoute: RTM_DELROUTE
            case .addRule: RTM_NEWRULE
            case .removeRule: RTM_DELRULE
            case .addMacvlan, .addVirtualLink, .setLink, .setSwitches, .dropLinkLocalAddress: RTM_NEWLINK
            case .removeLink: RTM_DELLINK
            }
        return UInt16(type)
    }

    /// `NLM_F_…`
    var flags: Int32 {
        switch self {
        case .addAddress, .addRule, .addMacvlan, .addVirtualLink: NLM_F_CREATE | NLM_F_EXCL
        case .refreshAddress: NLM_F_REPLACE
        case .addRoute(let route):
            switch route.specification.placement {
            case .add: NLM_F_CREATE | NLM_F_EXCL
            case .append: NLM_F_CREATE | NLM_F_APPEND
            case .prepend: NLM_F_CREATE
            }
        case .removeAddress, .removeRoute, .removeRule, .removeLink, .setLink, .setSwitches, .dropLinkLocalAddress: 0
        }
    }

    /// The message's fixed header and attributes.
    func write(into writer: inout AttributeWriter) {
        switch self {
        case .addAddress(let address, let valid), .refreshAddress(let address, let valid):
            AddressRequest(address, valid: valid).write(into: &writer)
        case .removeAddress(let address): AddressRequest(address, valid: nil).write(into: &writer)
        case .addRoute(let route): RouteRequest(route, isRemoved: false).write(into: &writer)
        case .removeRoute(let route): RouteRequest(route, isRemoved: true).write(into: &writer)
        case .addRule(let rule), .removeRule(let rule): RuleRequest(specification: rule).write(into: &writer)
        case .addMacvlan(let link): LinkRequest.write(link, into: &writer)
        case .addVirtualLink(let name, let kind): LinkRequest.write(name, kind: kind, into: &writer)
        case .removeLink(let index): LinkRequest.writeHeader(index, into: &writer)
        case .setLink(let index, let isUp): LinkRequest.writeHeader(index, isUp: isUp, into: &writer)
        case .setSwitches(let switches, let index): LinkRequest.write(switches, index, into: &writer)
        case .dropLinkLocalAddress(let index): LinkRequest.writeAddressMode(index, into: &writer)
        }
    }
}

/// A change that the kernel refused.
package struct RouteChangeFailure: Error, Sendable {
    /// Its place among the changes that were tried together.
    package let index: Int
    package let error: NetlinkError

    package init(index: Int, error: NetlinkError) {
        self.index = index
        self.error = error
    }
}
