/// Virtual routers that are master together or not at all (keepalived: `vrrp_sync_group`), as a value.
///
/// It is shown each member after every event that the member heard, and says what the members are to hear next:
///
/// - a member that lacks something holds all others in FAULT until nothing is missing any more,
/// - a member that obeys another router takes the others to BACKUP,
/// - the members become master when every one of them would be.
///
/// Members have `RouterSettings.syncGroup` set: their timers make them want mastership, not take it.
public struct SyncGroup: Sendable {
    /// What the group asks for.
    public enum Order: Hashable, Sendable {
        /// The member at this place is to hear the event. Orders that say what is so already do no harm.
        case tell(member: Int, Event)
        /// The group as a whole went to another state.
        case transition(from: VRRPState, to: VRRPState)
    }

    /// As in `RouterSettings.syncGroup` of the members.
    public let name: String
    /// Where the group as a whole stands: MASTER with all members, FAULT with any.
    public private(set) var state = VRRPState.initialize
    /// Nil until a member has been shown for the first time.
    private var members: [Standing?]

    /// - Parameters:
    ///   - members: how many routers belong to it; they are known by their place from 0.
    ///   - state: where the group stood under its former configuration.
    public init(name: String, members: Int, state: VRRPState = .initialize) {
        self.name = name
        self.state = state
        self.members = Array(repeating: nil, count: max(members, 0))
    }

    /// Notes where a member stands after an event and appends what follows from it. Nothing follows before every
    /// member has been shown.
    ///
    /// - Parameter member: its place; one that the group does not have is ignored.
    public mutating func note(_ router: VirtualRouter, member: Int, into orders: inout [Order]) {
        guard members.indices.contains(member) else { return }
        let standing = Standing(router)
        // The usual case: an advertisement came or went.
        guard members[member] != standing else { return }
        members[member] = standing
        let all = members.compactMap { $0 }
        guard all.count == members.count else { return }
        spreadFaults(all, into: &orders)
        spreadRoles(all, into: &orders)
        let next = nextState(all)
        if next != state { orders.append(.transition(from: state, to: next)) }
        state = next
    }

    private func spreadFaults(_ all: [Standing], into orders: inout [Order]) {
        let faulty = all.count(where: \.isFaulty)
        // One that stops while it lacks something is not back: the others will stop, too.
        let isAnyStopped = all.contains { $0.state == .initialize }
        for (member, standing) in all.enumerated() {
            let isHeld = faulty > (standing.isFaulty ? 1 : 0)
            guard isHeld != standing.isHeldByGroup, isHeld || !isAnyStopped else { continue }
            orders.append(.tell(member: member, isHeld ? .faultBegan(.groupMember) : .faultEnded(.groupMember)))
        }
    }

    private func spreadRoles(_ all: [Standing], into orders: inout [Order]) {
        let target: VRRPState
        if all.contains(where: \.obeysMaster) {
            target = .backup
        } else if all.allSatisfy(\.wantsMastership) {
            target = .master
        } else {
            return
        }
        let former: VRRPState = target == .master ? .backup : .master
        for (member, standing) in all.enumerated() where standing.state == former {
            orders.append(.tell(member: member, .groupChanged(target)))
        }
    }

    private func nextState(_ all: [Standing]) -> VRRPState {
        if all.contains(where: { $0.state == .fault }) { return .fault }
        if all.allSatisfy({ $0.state == .master }) { return .master }
        if all.allSatisfy({ $0.state == .initialize }) { return .initialize }
        // A member that joins, or one that stops with the others, does not end what the group is.
        let isMaster = state == .master && all.contains { $0.state == .master }
        guard !isMaster || all.contains(where: \.obeysMaster) else { return state }
        return all.contains { $0.state == .backup } ? .backup : state
    }
}

/// What the group needs to know of a member.
private struct Standing: Hashable, Sendable {
    let state: VRRPState
    let wantsMastership: Bool
    let obeysMaster: Bool
    /// Whether the member itself lacks something.
    let isFaulty: Bool
    let isHeldByGroup: Bool

    init(_ router: VirtualRouter) {
        state = router.state
        wantsMastership = router.wantsMastership
        obeysMaster = router.obeysMaster
        // Before it starts, a router has not been told of its interface.
        isFaulty = router.state == .fault && !router.faultCauses.subtracting(.groupMember).isEmpty
        isHeldByGroup = router.faultCauses.contains(.groupMember)
    }
}
