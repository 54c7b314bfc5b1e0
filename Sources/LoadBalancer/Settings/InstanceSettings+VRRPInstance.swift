import Addresses
package import Deadlines
import Netlink
package import NodeConfiguration
import VRRPEngine
package import VRRPTransport

extension InstanceSettings {
    /// The instances that can run; those that are refused are not among them.
    ///
    /// - Parameters:
    ///   - startupDelays: how long instances wait after the daemon's start, by name.
    ///   - unknown: names in routes and rules that nobody knows; those lines are left out.
    package static func all(
        of configuration: Configuration, names: RoutingNames = RoutingNames(),
        startupDelays: [String: Nanoseconds] = [:], unknown: (UnknownRoutingName) -> Void = { _ in }
    ) -> [InstanceSettings] {
        configuration.vrrpInstances.filter { $0.refusal == nil }.map { instance in
            var settings = InstanceSettings(
                instance, names: names, startupDelay: startupDelays[instance.name] ?? .zero, unknown: unknown)
            settings.staticInterfaces = configuration.staticInterfaces(trackedBy: instance.name)
            return settings
        }
    }

    /// What the transport needs of a `vrrp_instance`, for comparison with another one.
    package init(_ instance: VRRPInstance) {
        self.init(instance, names: RoutingNames(), startupDelay: .zero) { _ in }
    }

    private init(
        _ instance: VRRPInstance, names: RoutingNames, startupDelay: Nanoseconds,
        unknown: (UnknownRoutingName) -> Void
    ) {
        self.init(RouterSettings(instance, startupDelay: startupDelay))
        for line in instance.virtualAddresses + instance.excludedAddresses {
            if let error = line.unknownScope(in: names, at: instance.position) { unknown(error) }
            addressOptions[VirtualAddress(line)] = AddressOptions(line, names: names)
        }
        routes = [VirtualRoute](instance.routes, names: names, unknown: unknown)
        rules = [VirtualRule](instance.rules, names: names, unknown: unknown)
        switch instance.lifetime {
        case .automatic: lifetime = .automatic
        case .off: lifetime = .off
        case .seconds(let seconds): lifetime = .seconds(seconds)
        }
        virtualMAC = instance.virtualMAC.map { line in
            VirtualMACSettings(
                name: line.name, prefix: line.namePrefix, hardwareAddress: line.hardwareAddress,
                group: line.group.flatMap { names.number(.group, $0) }, transmitsFromBase: line.transmitsFromBase)
        }
        if let error = instance.unknownGroup(in: names) { unknown(error) }
        promotesSecondaries = instance.promotesSecondaries
        tracksPrimary = instance.tracksPrimary
        accepts = instance.accepts
    }
}

extension Configuration {
    /// The interfaces of the static entries whose `track_group` has the instance, in the order of their names.
    ///
    /// What is deleted from an interface that is up is put back, so that an entry is missing only with its interface.
    fileprivate func staticInterfaces(trackedBy instance: String) -> [InterfaceName] {
        let groups = Set(trackGroups.filter { $0.instances.contains(instance) }.map(\.name))
        guard !groups.isEmpty else { return [] }
        let addresses = staticAddresses.filter { !$0.address.isUntracked }.map { ($0.trackGroup, $0.address.interface) }
        let routes = staticRoutes.filter { !$0.isUntracked }.map { ($0.trackGroup, $0.interface) }
        let rules = staticRules.filter { !$0.conditions.isUntracked }.map {
            ($0.trackGroup, $0.conditions.inputInterface)
        }
        let interfaces = (addresses + routes + rules).compactMap { group, interface in
            group.map(groups.contains) == true ? interface : nil
        }
        return Set(interfaces).sorted()
    }
}

extension VirtualAddressLine {
    /// - Parameter position: of the block that the line is in.
    fileprivate func unknownScope(in names: RoutingNames, at position: SourcePosition) -> UnknownRoutingName? {
        guard let scope, names.number(.scope, scope) == nil else { return nil }
        return UnknownRoutingName(
            kind: .scope, name: "\(scope)", position: position,
            consequence: "\(prefix) gets the scope global")
    }
}

extension VRRPInstance {
    fileprivate func unknownGroup(in names: RoutingNames) -> UnknownRoutingName? {
        guard let group = virtualMAC?.group, names.number(.group, group) == nil else { return nil }
        return UnknownRoutingName(
            kind: .group, name: "\(group)", position: position,
            consequence: "the interface of '\(name)' is in no group")
    }
}

extension StaticSettings {
    /// What is there whatever becomes of the instances.
    package init(
        _ configuration: Configuration, names: RoutingNames = RoutingNames(),
        unknown: (UnknownRoutingName) -> Void = { _ in }
    ) {
        let lines = configuration.staticAddresses.map(\.address)
        self.init(
            addresses: lines.map(VirtualAddress.init),
            addressOptions: Dictionary(
                lines.map { (VirtualAddress($0), AddressOptions($0, names: names)) },
                uniquingKeysWith: { first, _ in first }),
            routes: [VirtualRoute](configuration.staticRoutes, names: names, unknown: unknown),
            rules: [VirtualRule](configuration.staticRules, names: names, unknown: unknown))
    }
}

extension AddressOptions {
    fileprivate init(_ line: VirtualAddressLine, names: RoutingNames) {
        self.init()
        peer = line.peer
        broadcast = line.broadcast
        scope = line.scope.flatMap { names.number(.scope, $0) }.map { UInt8(clamping: $0) } ?? 0
        label = line.label
        // The word takes keepalived's own nodad away.
        detectsDuplicates = line.detectsDuplicates
        isHome = line.isHome
        managesTemporaryAddresses = line.managesTemporaryAddresses
        hasNoPrefixRoute = line.hasNoPrefixRoute
        joinsGroup = line.joinsGroup
        if case .seconds(let seconds) = line.preferredLifetime { preferredLifetime = seconds }
        isUntracked = line.isUntracked
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
        _ lines: [RuleLine], names: RoutingNames, unknown: (UnknownRoutingName) -> Void
    ) {
        self = []
        for line in lines {
            do throws(UnknownRoutingName) {
                append(try VirtualRule(line, names: names))
            } catch {
                unknown(error)
            }
        }
    }
}
