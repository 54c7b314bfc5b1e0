import Addresses
import Deadlines

/// Everything that a virtual router remembers beside its settings: with both, another one goes on where this one is, and
/// a recording can begin at any time.
public struct RouterCheckpoint: Hashable, Sendable, Codable {
    let phase: VirtualRouter.Phase
    let faultCauses: FaultCauses
    let sourceAddress: IPAddress?
    let tracking: TrackingVerdict
    let since: Instant
    let lastMaster: MasterSeen?

    /// What `router` remembers now.
    public init(of router: VirtualRouter) {
        phase = router.phase
        faultCauses = router.faultCauses
        sourceAddress = router.sourceAddress
        tracking = router.tracking
        since = router.since
        lastMaster = router.lastMaster
    }
}
