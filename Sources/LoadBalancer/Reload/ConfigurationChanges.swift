import Addresses
package import ControlMessages
import Deadlines
import HealthChecker
import IPVSKit
package import NodeConfiguration
import VRRPEngine

/// What differs between two configurations, object by object: what a reload does, or would do.
package enum ConfigurationChanges {
    /// Sorted as the files are: removed objects in the old order, then new and changed ones in the new order.
    package static func between(_ old: Configuration, and new: Configuration) -> [ChangeEntry] {
        var (old, new) = (old, new)
        leaveOutEqualServices(&old, &new)
        return difference("vrrp_instance", old.vrrpInstances.map(Named.init), new.vrrpInstances.map(Named.init))
            + difference("virtual_service", old.virtualServers.map(Named.init), new.virtualServers.map(Named.init))
            + difference("real_server", realServers(old), realServers(new))
            + difference("check", checks(old), checks(new))
            + difference(
                "management_server_group", old.managementServerGroups.map(Named.init),
                new.managementServerGroups.map(Named.init))
    }

    /// The usual reload of a large file changes few services: only those are looked at closely.
    private static func leaveOutEqualServices(_ old: inout Configuration, _ new: inout Configuration) {
        let before = Dictionary(old.virtualServers.map { (ServiceKey($0), $0) }) { first, _ in first }
        let equal = Set(new.virtualServers.lazy.filter { before[ServiceKey($0)] == $0 }.map { ServiceKey($0) })
        guard !equal.isEmpty else { return }
        old.virtualServers.removeAll { equal.contains(ServiceKey($0)) }
        new.virtualServers.removeAll { equal.contains(ServiceKey($0)) }
    }

    /// An object with its name, what of it counts as a change, and how people see it.
    fileprivate struct Named {
        let name: String
        let content: [AnyHashable]
        let summary: String
    }

    private static func difference(_ kind: String, _ old: [Named], _ new: [Named]) -> [ChangeEntry] {
        let before = Dictionary(old.map { ($0.name, $0) }) { first, _ in first }
        let after = Set(new.map(\.name))
        let removed = old.filter { !after.contains($0.name) }.map {
            ChangeEntry(action: .remove, kind: kind, name: $0.name, before: $0.summary)
        }
        let changed = new.compactMap { object -> ChangeEntry? in
            guard let predecessor = before[object.name] else {
                return ChangeEntry(action: .add, kind: kind, name: object.name, after: object.summary)
            }
            guard predecessor.content != object.content else { return nil }
            return ChangeEntry(
                action: .edit, kind: kind, name: object.name, before: predecessor.summary, after: object.summary)
        }
        return removed + changed
    }

    private static func realServers(_ configuration: Configuration) -> [Named] {
        configuration.virtualServers.flatMap { service in
            service.realServers.map { Named($0, behind: ServiceKey(service)) }
        }
    }

    private static func checks(_ configuration: Configuration) -> [Named] {
        CheckSpecification.all(of: configuration).map { check in
            Named(
                name: check.key.description, content: [check],
                summary: "\(check.kind) of \(check.target) each \(check.timing.delayLoop)")
        }
    }
}

extension ConfigurationChanges.Named {
    fileprivate init(_ instance: VRRPInstance) {
        name = instance.name
        content = [RouterSettings(instance)]
        summary = """
            VRID \(instance.virtualRouterID) on \(instance.interface), priority \(instance.priority), \
            advert_int \(instance.advertisementInterval), \
            addresses \(instance.virtualAddresses.map(\.prefix.description).joined(separator: " "))
            """
    }

    fileprivate init(_ service: VirtualServer) {
        let entry = TableEntry(wantedFor: ServicePool(service)).service
        name = entry.key.description
        content = [entry, service.quorum, service.hysteresis, service.sorryServer]
        summary = service.persistence.map { "\(service.scheduler), persistent \($0.timeout) s" } ?? service.scheduler
    }

    fileprivate init(_ server: NodeConfiguration.RealServer, behind service: ServiceKey) {
        name = "\(server.displayName) of \(service)"
        content = [
            server.weight, server.method, server.upperThreshold, server.lowerThreshold, server.inhibitOnFailure,
        ]
        summary = "\(server.method.rawValue), weight \(server.weight)"
    }

    fileprivate init(_ group: ManagementServerGroup) {
        name = group.name
        content = [
            group.algorithm, group.checkInterval, group.defaultPort, group.servers, group.agents, group.clusters,
        ]
        summary = "\(group.algorithm) over \(group.servers.map(\.host).joined(separator: " "))"
    }
}
