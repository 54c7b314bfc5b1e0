package import VRRPEngine

/// Something happened to a virtual router, or to a sync group, that others are told.
package enum RouterNotice: Hashable, Sendable {
    case transition(TransitionNotice)
    /// The priority that counts in the election changed while the router was in this state.
    case priorityChanged(name: String, state: VRRPState, from: UInt8, to: UInt8)
    /// A master heard another one of lower priority than this, its own.
    case heardLowerPriorityMaster(name: String, priority: UInt8)
    /// A sync group as a whole changed its state.
    case groupTransition(name: String, from: VRRPState, to: VRRPState)
    /// Other settings come: these routers have ended, whoever has their names from now on, and these go on under
    /// another name, the new ones by the old ones. What is told after this is told under the new names.
    case replaced(ended: [String], renamed: [String: String])
    /// The other settings have come, and what they led to at once has been told.
    case reconfigured
}
