import Netlink
package import NodeConfiguration
import VRRPEngine
package import VRRPTransport

extension InstanceSettings {
    /// The instances that can run; those that are refused are not among them.
    ///
    /// - Parameter unknown: names in routes and rules that nobody knows; those lines are left out.
    package static func all(
        of configuration: Configuration, names: RoutingNames = RoutingNames(), unknown: (UnknownRoutingName) -> Void = { _ in }
    ) -> [InstanceSettings] {
        var numbered: UInt32 = 0
        return configuration.vrrpInstances.filter { $0.refusal == nil }.map { instance in
            InstanceSettings(
                instance, vmacPrefix: configuration.globals.virtualMACPrefix, numbered: &numbered, names: names, unknown: unknown)
        }
    }

    /// What the transport needs of a `vrrp_instance`, for comparison with another one.
    package init(_ instance: VRRPInstance) {
        var numbered: UInt32 = 0
        self.init(instance, vmacPrefix: "", numbered: &numbered, names: RoutingNames()) { _ in }
    }

    private init(
        _ instance: VRRPInstance, vmacPrefix: String, numbered: inout UInt32, names: RoutingNames,
        unknown: (UnknownRoutingName) -> Void
    ) {
        self.init(RouterSettings(instance))
        for line in instance.virtualAddresses + instance.excludedAddresses {
            addressOptions[VirtualAddress(line)] = AddressOptions(line, names: names)
        }
        routes = [VirtualRoute](instance.routes, names: names, unknown: unknown)
        rules = [VirtualRule](instance.rules, numbered: &numbered, names: names, unknown: unknown)
        switch instance.lifetime {
        case .automatic: lifetime = .automatic
        case .off: lifetime = .off
        case .seconds(let seconds): lifetime = .seconds(seconds)
        }
        virtualMAC = instance.virtualMAC.map { line in
            VirtualMACSettings(
                name: line.name, prefix: vmacPrefix, hardwareAddress: line.hardwareAddress,
                group: line.group.flatMap { names.number(.group, $0) }, transmitsFromBase: line.transmitsFromBase)
        }
        promotesSecondaries = instance.promotesSecondaries
        tracksPrimary = instance.tracksPrimary
    }
}

extension StaticSettings {
    /// What is there whatever becomes of the instances.
    package init(
        _ configuration: Configuration, names: RoutingNames = RoutingNames(), unknown: (UnknownRoutingName) -> Void = { _ in }
    ) {
        // After those of the instances.
        var numbered = UInt32(
            clamping: configuration.vrrpInstances.reduce(0) { $0 + $1.rules.count { $0.preference == nil } })
        let lines = configuration.staticAddresses.map(\.address)
        self.init(
            addresses: lines.map(VirtualAddress.init),
            addressOptions: Dictionary(
                lines.map { (VirtualAddress($0), AddressOptions($0, names: names)) }, uniquingKeysWith: { first, _ in first }),
            routes: [VirtualRoute](configuration.staticRoutes, names: names, unknown: unknown),
            rules: [VirtualRule](configuration.staticRules, numbered: &numbered, names: names, unknown: unknown))
    }
}

extension AddressOptions {
    fileprivate init(_ line: VirtualAddressLine, names: RoutingNames) {
        self.init()
        peer = line.peer
        broadcast = line.broadcast
        scope = line.scope.flatMap { names.number(.scope, $0) }.map { UInt8(clamping: $0) } ?? 0
        label = line.label
        isHome = line.isHome
        managesTemporaryAddresses = line.managesTemporaryAddresses
        hasNoPrefixRoute = line.hasNoPrefixRoute
        joinsGroup = line.joinsGroup
        if case .seconds(let seconds) = line.preferredLifetime { preferredLifetime = seconds }
        isUntracked = line.isUntracked
        usesVirtualMAC = line.usesVirtualMAC
    }
}

extension [VirtualRoute] {
    fileprivate init(_ lines: [RouteLine], names: RoutingNames, unknown: (UnknownRoutingName) -> Void) {
        self = []
        for line in lines {
            do throws(UnknownRoutingName) {
                append(try VirtualRoute(line, names: names))
            } catch {
                unknown(error)
            }
        }
    }
}

extension [VirtualRule] {
    fileprivate init(
        _ lines: [RuleLine], numbered: inout UInt32, names: RoutingNames, unknown: (UnknownRoutingName) -> Void
    ) {
        self = []
        for line in lines {
            do throws(UnknownRoutingName) {
                self += try [VirtualRule]([line], numbered: &numbered, names: names)
            } catch {
                unknown(error)
            }
        }
    }
}
