package import VRRPEngine

/// A sync group with the routers that belong to it.
package final class HostedGroup {
    package internal(set) var group: SyncGroup
    package let members: [HostedRouter]

    private init(_ group: SyncGroup, _ members: [HostedRouter]) {
        self.group = group
        self.members = members
    }

    /// The groups that the routers' settings name, their members joined to them.
    ///
    /// - Parameter former: the groups under the former configuration; one of the same name goes on from its state.
    package static func join(_ routers: [HostedRouter], former: [HostedGroup]) -> [HostedGroup] {
        var names: [String] = []
        var members: [String: [HostedRouter]] = [:]
        for router in routers {
            guard let name = router.settings.syncGroup else { continue }
            if members[name] == nil { names.append(name) }
            members[name, default: []].append(router)
        }
        return names.map { name in
            let routers = members[name] ?? []
            let state = former.first { $0.group.name == name }?.group.state ?? .initialize
            let group = HostedGroup(SyncGroup(name: name, members: routers.count, state: state), routers)
            for (place, router) in routers.enumerated() { router.membership = (group, place) }
            return group
        }
    }

    /// Lets the members go, which otherwise keep the group as it keeps them.
    package static func dissolve(_ groups: [HostedGroup]) {
        for member in groups.flatMap(\.members) { member.membership = nil }
    }
}
