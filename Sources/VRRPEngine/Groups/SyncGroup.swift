/// Virtual routers that are master together or not at all (keepalived: `vrrp_sync_group`), as a value.
///
/// It hears where each member stands after every event and says what the members are to hear.
public struct SyncGroup: Sendable {
    /// What the group asks for.
    public enum Order: Hashable, Sendable {
        /// The member at this place is to hear the event.
        case tell(member: Int, Event)
        /// The group as a whole went to another state.
        case transition(from: VRRPState, to: VRRPState)
    }

    public let name: String
    /// Where the group as a whole stands.
    public private(set) var state = VRRPState.initialize

    /// - Parameter members: how many routers belong to it; they are known by their place from 0.
    public init(name: String, members: Int) {
        self.name = name
    }

    /// Notes where a member stands after an event and appends what follows from it.
    public mutating func note(_ router: VirtualRouter, member: Int, into orders: inout [Order]) {
    }
}
