import Addresses
import Deadlines
import VRRPEngine

/// A virtual router on a node, with what surrounds it there.
struct Instance: Sendable {
    let node: Int
    let segment: Int
    /// What it is configured with.
    var draft: RouterDraft
    var codec: AdvertisementCodec
    var router: VirtualRouter
    /// Where it sends from.
    var source: IPAddress
    var addresses = KernelAddresses()
    /// Whether it waits for its election with what a predecessor's process left on the interface.
    var keepsLeftovers = false
    /// A configuration that was read while the process stalled.
    var pendingDraft: RouterDraft?
    /// Faults that hold now, by number.
    var carrierLosses: [Int] = []
    var trackedFaults: [Int] = []
    var refusals: [Int] = []
    var weights: [(fault: Int, weight: Int)] = []
    var releases: [Int] = []
    var putBack = PutBackPace()
    /// On true time: when something about it changed that is not its own doing.
    var changedAt = Instant.zero
    /// What it was last scheduled for, on its node's clock.
    var scheduledFor: Instant?

    init(_ draft: RouterDraft, node: Int, segment: Int, source: IPAddress, at now: Instant) {
        self.node = node
        self.segment = segment
        self.draft = draft
        self.source = source
        let settings = draft.settings(segment: segment)
        codec = AdvertisementCodec(settings)
        router = VirtualRouter(settings, at: now)
    }

    var settings: RouterSettings { draft.settings(segment: segment) }
    var hasCarrier: Bool { carrierLosses.isEmpty }
    /// Whether nothing that mastership needs is missing.
    var isSound: Bool { hasCarrier && trackedFaults.isEmpty && releases.isEmpty }
    var isMaster: Bool { router.state == .master }

    /// The priority that the rules of tracking give: the weights added up, within 1 to 254; the owner's never changes.
    var expectedPriority: UInt8 {
        guard !draft.isOwner else { return draft.priority }
        let sum = weights.reduce(Int(draft.priority)) { $0 + $1.weight }
        return UInt8(min(max(sum, 1), 254))
    }

    /// What its trackers say.
    var verdict: TrackingVerdict {
        TrackingVerdict(
            adjustments: weights.map { PriorityAdjustment(cause: "track_script \($0.fault)", weight: $0.weight) },
            faults: trackedFaults.map { "track_script \($0) failed" })
    }

    /// Whether it lacks an address that a master has to carry.
    var lacksAddresses: Bool {
        let settings = router.settings
        return (settings.addresses + settings.excludedAddresses).contains { !addresses.held.contains($0) }
    }
}
