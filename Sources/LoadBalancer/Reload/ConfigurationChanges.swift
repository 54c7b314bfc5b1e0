package import ControlMessages
import Deadlines
import HealthChecker
import IPVSKit
package import NodeConfiguration

/// What differs between two configurations, object by object: what a reload does, or would do.
package enum ConfigurationChanges {
    /// Kind by kind; within each kind removed objects in the old order, then new and changed ones in the new order.
    package static func between(_ old: Configuration, and new: Configuration) -> [ChangeEntry] {
        var checks = Difference("check")
        let (services, servers) = compareServices(old, new, &checks)
        compareGroupChecks(old, new, &checks)
        return namespaces(old, new) + globals(old, new)
            + entries("vrrp_instance", old.vrrpInstances, new.vrrpInstances, by: \.name)
            + entries("vrrp_sync_group", old.syncGroups, new.syncGroups, by: \.name)
            + trackers(old, new) + staticEntries(old, new)
            + services.entries + servers.entries + checks.entries
            + entries("management_server_group", old.managementServerGroups, new.managementServerGroups, by: \.name)
            + entries("topology", [old.topology].compactMap(\.self), [new.topology].compactMap(\.self), by: { _ in 0 })
            + entries("SSL", [old.tls].compactMap(\.self), [new.tls].compactMap(\.self), by: { _ in 0 })
            + entries("api", [old.api].compactMap(\.self), [new.api].compactMap(\.self), by: { _ in 0 })
    }

    private static func namespaces(_ old: Configuration, _ new: Configuration) -> [ChangeEntry] {
        func compare(_ kind: String, _ choice: (Configuration) -> NamespaceChoice?) -> [ChangeEntry] {
            entries(kind, [choice(old)].compactMap(\.self), [choice(new)].compactMap(\.self), by: { _ in 0 })
        }
        return compare("net_namespace", \.namespace) + compare("net_namespace_ipvs", \.ipvsNamespace)
    }

    private static func globals(_ old: Configuration, _ new: Configuration) -> [ChangeEntry] {
        entries("global_defs", [old.globals], [new.globals], by: { _ in 0 })
            + entries("garp_group", old.garpGroups, new.garpGroups, by: \.self)
            + entries("interface_up_down_delays", old.interfaceDelays, new.interfaceDelays, by: \.interface)
    }

    private static func trackers(_ old: Configuration, _ new: Configuration) -> [ChangeEntry] {
        entries("vrrp_script", old.trackScripts, new.trackScripts, by: \.name)
            + entries("track_file", old.trackFiles, new.trackFiles, by: \.name)
            + entries("vrrp_track_process", old.trackProcesses, new.trackProcesses, by: \.name)
            + entries("track_group", old.trackGroups, new.trackGroups, by: \.name)
    }

    /// They have no names: one that says something else is another one.
    private static func staticEntries(_ old: Configuration, _ new: Configuration) -> [ChangeEntry] {
        entries("static_ipaddress", old.staticAddresses, new.staticAddresses, by: \.self)
            + entries("static_route", old.staticRoutes, new.staticRoutes, by: \.withoutPlace)
            + entries("static_rule", old.staticRules, new.staticRules, by: \.withoutPlace)
    }

    private static func entries<Object: ChangeableObject, Key: Hashable>(
        _ kind: String, _ old: [Object], _ new: [Object], by key: (Object) -> Key
    ) -> [ChangeEntry] {
        var difference = Difference(kind)
        difference.compare(old, new, by: key)
        return difference.entries
    }

    /// Services that say the same on both sides, as almost all do at the usual reload, are not looked at closely.
    private static func compareServices(
        _ old: Configuration, _ new: Configuration, _ checks: inout Difference
    ) -> (services: Difference, servers: Difference) {
        var (services, servers) = (Difference("virtual_service"), Difference("real_server"))
        func compare(_ old: VirtualServer?, _ new: VirtualServer?) {
            services.compare(old.map { [$0] } ?? [], new.map { [$0] } ?? [], by: { ServiceName($0) })
            let (before, after) = (PlacedServer.all(of: old), PlacedServer.all(of: new))
            let drains = new.map { $0.drainTimeout > .zero } ?? false
            servers.compare(before, after, by: \.key, removal: drains ? .drain : .remove)
            compareChecks(before, after, &checks)
        }
        let before = Dictionary(old.virtualServers.map { (ServiceName($0), $0) }) { first, _ in first }
        let after = Set(new.virtualServers.lazy.map { ServiceName($0) })
        for server in old.virtualServers where !after.contains(ServiceName(server)) { compare(server, nil) }
        for server in new.virtualServers {
            let predecessor = before[ServiceName(server)]
            if predecessor?.saysTheSame(as: server) != true { compare(predecessor, server) }
        }
        return (services, servers)
    }

    private static func compareChecks(_ old: [PlacedServer], _ new: [PlacedServer], _ checks: inout Difference) {
        let before = Dictionary(old.map { ($0.key, $0) }) { first, _ in first }
        let after = Set(new.map(\.key))
        for server in old where !after.contains(server.key) {
            for check in server.checks { checks.remove(check) }
        }
        for server in new { compareChecks(before[server.key]?.checks ?? [], server.checks, &checks) }
    }

    private static func compareGroupChecks(
        _ old: Configuration, _ new: Configuration, _ checks: inout Difference
    ) {
        struct Server: Hashable {
            let group: String
            let name: String

            init(_ check: CheckSpecification) {
                (group, name) = (check.key.service, check.key.realServer)
            }
        }
        let (old, new) = (CheckSpecification.allOfGroups(in: old), CheckSpecification.allOfGroups(in: new))
        let (before, after) = (Dictionary(grouping: old, by: Server.init), Dictionary(grouping: new, by: Server.init))
        for server in old.map(Server.init).unique + new.map(Server.init).unique.filter({ before[$0] == nil }) {
            compareChecks(before[server] ?? [], after[server] ?? [], &checks)
        }
    }

    /// The checks of one server: those that ask the same are the same, wherever they stand; of the rest one takes the
    /// place of another.
    private static func compareChecks(
        _ old: [CheckSpecification], _ new: [CheckSpecification], _ checks: inout Difference
    ) {
        let predecessors = CheckSuccession(from: old, to: new).predecessors
        let kept = Set(predecessors.compactMap(\.self))
        var left = old.indices.filter { !kept.contains($0) }[...]
        for (check, place) in zip(new, predecessors) {
            checks.compare((place ?? left.popFirst()).map { old[$0] }, check)
        }
        for place in left { checks.remove(old[place]) }
    }
}

/// A real server with the service that it stands behind.
struct PlacedServer {
    let server: NodeConfiguration.RealServer
    let service: ServiceName

    static func all(of service: VirtualServer?) -> [PlacedServer] {
        guard let service else { return [] }
        let name = ServiceName(service)
        return service.realServers.map { PlacedServer(server: $0, service: name) }
    }

    var key: RealServerKey { RealServerKey(server.address, port: server.port) }
    var checks: [CheckSpecification] { CheckSpecification.all(of: server, behind: service) }
}

extension Array where Element: Hashable {
    /// Each element once, where it is first.
    fileprivate var unique: [Element] {
        var known: Set<Element> = []
        return filter { known.insert($0).inserted }
    }
}
