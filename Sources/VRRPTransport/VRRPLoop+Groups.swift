import Deadlines
import VRRPEngine

/// Routers that are master together or not at all.
extension VRRPLoop {
    /// Shows a member to its sync group after what it was told, and tells the members what follows.
    func spread(from hosted: HostedRouter, at now: Instant) {
        guard let (group, place) = hosted.membership else { return }
        var orders: [SyncGroup.Order] = []
        group.group.note(hosted.router, member: place, into: &orders)
        for order in orders {
            switch order {
            case .tell(let member, let event):
                hand(event, to: group.members[member], at: now)
            case .transition(let from, let to):
                slowReports.append(.groupTransition(name: group.group.name, from: from, to: to))
            }
        }
    }

    /// Sets the sync groups anew and shows them their members.
    func regroup(at now: Instant) {
        let former = groups
        groups = HostedGroup.join(routers.routers, former: former)
        for member in groups.flatMap(\.members) { spread(from: member, at: now) }
        settle(at: now)
    }

    /// Ends all groups, as long as it is open who will belong to which.
    func dissolveGroups() {
        HostedGroup.dissolve(groups)
    }
}
