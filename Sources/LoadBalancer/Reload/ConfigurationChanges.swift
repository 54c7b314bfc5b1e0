import Addresses
package import ControlMessages
import Deadlines
import HealthChecker
import IPVSKit
package import NodeConfiguration
import VRRPEngine
import VRRPTransport

/// What differs between two configurations, object by object: what a reload does, or would do.
package enum ConfigurationChanges {
    /// Kind by kind; within each kind removed objects in the old order, then new and changed ones in the new order.
    package static func between(_ old: Configuration, and new: Configuration) -> [ChangeEntry] {
        var checks = Difference("check")
        let (services, servers) = compareServices(old, new, &checks)
        checks.compare(
            CheckSpecification.allOfGroups(in: old), CheckSpecification.allOfGroups(in: new), by: \.key)
        return entries("vrrp_instance", old.vrrpInstances, new.vrrpInstances, by: \.name)
            + entries("vrrp_sync_group", old.syncGroups, new.syncGroups, by: \.name)
            + trackers(old, new) + staticEntries(old, new)
            + services.entries + servers.entries + checks.entries
            + entries("management_server_group", old.managementServerGroups, new.managementServerGroups, by: \.name)
    }

    private static func trackers(_ old: Configuration, _ new: Configuration) -> [ChangeEntry] {
        entries("vrrp_script", old.trackScripts, new.trackScripts, by: \.name)
            + entries("track_file", old.trackFiles, new.trackFiles, by: \.name)
            + entries("vrrp_track_process", old.trackProcesses, new.trackProcesses, by: \.name)
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
            let (oldServers, newServers) = (PlacedServer.all(of: old), PlacedServer.all(of: new))
            servers.compare(oldServers, newServers, by: \.key)
            checks.compare(oldServers.flatMap(\.checks), newServers.flatMap(\.checks), by: \.key)
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

    /// A real server with the service that it stands behind.
    fileprivate struct PlacedServer {
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

    /// The differences of one kind of object.
    fileprivate struct Difference {
        private let kind: String
        private var removed: [ChangeEntry] = []
        private var changed: [ChangeEntry] = []

        init(_ kind: String) {
            self.kind = kind
        }

        var entries: [ChangeEntry] { removed + changed }

        mutating func compare<Object: ChangeableObject, Key: Hashable>(
            _ old: [Object], _ new: [Object], by key: (Object) -> Key
        ) {
            let before = Dictionary(old.map { (key($0), $0) }) { first, _ in first }
            let after = Set(new.map(key))
            for object in old where !after.contains(key(object)) {
                removed.append(
                    ChangeEntry(action: .remove, kind: kind, name: object.changeName, before: object.changeSummary))
            }
            for object in new {
                let predecessor = before[key(object)]
                guard predecessor.map({ !$0.isUnchanged(in: object) }) ?? true else { continue }
                changed.append(
                    ChangeEntry(
                        action: predecessor == nil ? .add : .edit, kind: kind, name: object.changeName,
                        before: predecessor?.changeSummary, after: object.changeSummary))
            }
        }
    }
}

/// Something whose change a reload tells of.
private protocol ChangeableObject {
    var changeName: String { get }
    /// How people see it.
    var changeSummary: String { get }
    /// Whether a reload from this to the other one changes nothing of it.
    func isUnchanged(in other: Self) -> Bool
}

extension VRRPInstance: ChangeableObject {
    fileprivate var changeName: String { name }
    fileprivate var changeSummary: String {
        """
        VRID \(virtualRouterID) on \(interface), priority \(priority), \
        advert_int \(advertisementInterval), \
        addresses \(virtualAddresses.map(\.prefix.description).joined(separator: " "))
        """
    }

    fileprivate func isUnchanged(in other: VRRPInstance) -> Bool {
        InstanceSettings(self) == InstanceSettings(other) && tracking == other.tracking
            && notify.withoutPlaces == other.notify.withoutPlaces && syncGroup == other.syncGroup
            && routes.map(\.withoutPlace) == other.routes.map(\.withoutPlace)
            && rules.map(\.withoutPlace) == other.rules.map(\.withoutPlace)
    }
}

extension SyncGroupBlock: ChangeableObject {
    fileprivate var changeName: String { name }
    fileprivate var changeSummary: String { "members \(members.joined(separator: " "))" }

    fileprivate func isUnchanged(in other: SyncGroupBlock) -> Bool {
        members == other.members && tracking == other.tracking
            && notify.withoutPlaces == other.notify.withoutPlaces && tracksWithWeights == other.tracksWithWeights
    }
}

extension TrackScript: ChangeableObject {
    fileprivate var changeName: String { name }
    fileprivate var changeSummary: String {
        "\(command.words.joined(separator: " ")) each \(interval), weight \(weight.value)"
    }

    fileprivate func isUnchanged(in other: TrackScript) -> Bool { withoutPlace == other.withoutPlace }
}

extension TrackFile: ChangeableObject {
    fileprivate var changeName: String { name }
    fileprivate var changeSummary: String { "\(path), weight \(weight.value)" }

    fileprivate func isUnchanged(in other: TrackFile) -> Bool { self == other }
}

extension TrackProcess: ChangeableObject {
    fileprivate var changeName: String { name }
    fileprivate var changeSummary: String {
        let most = quorumMax.map { " to \($0)" } ?? " or more"
        return "\(quorum)\(most) of \(([process] + parameters).joined(separator: " ")), weight \(weight.value)"
    }

    fileprivate func isUnchanged(in other: TrackProcess) -> Bool { self == other }
}

extension StaticAddressLine: ChangeableObject {
    fileprivate var changeName: String { "\(address.prefix)" }
    fileprivate var changeSummary: String { address.interface.map { "on \($0)" } ?? "" }

    fileprivate func isUnchanged(in other: StaticAddressLine) -> Bool { self == other }
}

extension RouteLine: ChangeableObject {
    fileprivate var changeName: String { "\(destination)" }
    fileprivate var changeSummary: String {
        let words = [gateway.map { "via \($0)" }, interface.map { "dev \($0)" }, table.map { "table \($0)" }]
        return words.compactMap(\.self).joined(separator: " ")
    }

    fileprivate func isUnchanged(in other: RouteLine) -> Bool { withoutPlace == other.withoutPlace }
}

extension VirtualServer: ChangeableObject {
    fileprivate var changeName: String { ServiceName(self).description }
    fileprivate var changeSummary: String {
        persistence.map { "\(scheduler), persistent \($0.timeout) s" } ?? scheduler
    }

    /// Its real servers are objects of their own.
    fileprivate func isUnchanged(in other: VirtualServer) -> Bool {
        ServiceKey.all(of: self).map { VirtualService(self, as: $0) }
            == ServiceKey.all(of: other).map { VirtualService(other, as: $0) } && quorum == other.quorum
            && hysteresis == other.hysteresis
            && sorryServer == other.sorryServer && suspendsWithoutAddress == other.suspendsWithoutAddress
            && drainTimeout == other.drainTimeout
    }
}

extension ConfigurationChanges.PlacedServer: ChangeableObject {
    fileprivate var changeName: String { "\(server.displayName) of \(service)" }
    fileprivate var changeSummary: String { "\(server.method.rawValue), weight \(server.weight)" }

    /// Its checks are objects of their own.
    fileprivate func isUnchanged(in other: Self) -> Bool {
        let (old, new) = (server, other.server)
        return old.weight == new.weight && old.method == new.method && old.upperThreshold == new.upperThreshold
            && old.lowerThreshold == new.lowerThreshold && old.inhibitOnFailure == new.inhibitOnFailure
    }
}

extension CheckSpecification: ChangeableObject {
    fileprivate var changeName: String { key.description }
    fileprivate var changeSummary: String { "\(kind) of \(target) each \(timing.delayLoop)" }

    fileprivate func isUnchanged(in other: CheckSpecification) -> Bool { self == other }
}

extension ManagementServerGroup: ChangeableObject {
    fileprivate var changeName: String { name }
    fileprivate var changeSummary: String {
        "\(algorithm) over \(servers.map(\.host).joined(separator: " "))"
    }

    fileprivate func isUnchanged(in other: ManagementServerGroup) -> Bool {
        algorithm == other.algorithm && checkInterval == other.checkInterval && defaultPort == other.defaultPort
            && servers == other.servers && agents == other.agents && clusters == other.clusters
            && agentExpiry == other.agentExpiry && agentHeartbeat == other.agentHeartbeat
            && maxMovesPerSecond == other.maxMovesPerSecond && maxAgents == other.maxAgents
            && maxNewAgentsPerSecond == other.maxNewAgentsPerSecond && peers == other.peers
    }
}

extension RuleLine: ChangeableObject {
    fileprivate var changeName: String { "\(preference)" }
    fileprivate var changeSummary: String { "\(family == .ipv4 ? "IPv4" : "IPv6"), \(action)" }

    fileprivate func isUnchanged(in other: RuleLine) -> Bool { withoutPlace == other.withoutPlace }
}
