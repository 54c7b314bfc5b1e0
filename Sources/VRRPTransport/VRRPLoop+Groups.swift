import VRRPEngine

/// A sync group with its members' places in the list of routers.
struct HostedGroup {
    var group: SyncGroup
    let members: [RouterKey]
}

/// Sync groups: every event of a member may be one for the others.
extension VRRPLoop {
    /// How often orders may lead to orders before that counts as a mistake: each member, there and back.
    private static let mostRounds = 8

    /// Makes the groups those that the routers say they are in. Groups whose members stay keep what they know.
    func configureGroups() {
        var members: [String: [RouterKey]] = [:]
        for hosted in routers.routers {
            if let name = hosted.settings.syncGroup { members[name, default: []].append(hosted.key) }
        }
        groups = members.map { name, keys in
            groups.first { $0.group.name == name && $0.members == keys }
                ?? HostedGroup(group: SyncGroup(name: name, members: keys.count), members: keys)
        }
        groups.sort { $0.group.name < $1.group.name }
    }

    /// Lets the router's group hear where it stands, and the members what follows from that.
    func noteGroup(of hosted: HostedRouter) {
        guard hosted.settings.syncGroup != nil, groupDepth < Self.mostRounds else { return }
        guard let place = groups.firstIndex(where: { $0.members.contains(hosted.key) }),
            let member = groups[place].members.firstIndex(of: hosted.key)
        else { return }
        var orders: [SyncGroup.Order] = []
        groups[place].group.note(hosted.router, member: member, into: &orders)
        guard !orders.isEmpty else { return }
        groupDepth += 1
        defer { groupDepth -= 1 }
        let (name, members) = (groups[place].group.name, groups[place].members)
        for order in orders {
            switch order {
            case .tell(let member, let event):
                guard members.indices.contains(member), let other = routers[members[member]] else { continue }
                tell(other, event)
            case .transition(let from, let to):
                reports.onNotice(.groupTransition(name: name, from: from, to: to))
            }
        }
    }
}
