import Deadlines
package import VRRPEngine

/// How long a virtual address outlives a master that no longer refreshes it (`vip_lifetime`).
package enum LifetimePolicy: Hashable, Sendable {
    /// Long enough for a successor on this host to come up, wait its turn as backup and take the address over.
    case automatic
    /// The address stays until it is taken off.
    case off
    /// Held at 3 or more: the kernel counts whole seconds and acts up to 1.1 s late.
    case seconds(UInt32)

    private static let shortest: UInt32 = 3
    private static let shortestAutomatic: Int64 = 10

    /// In whole seconds, nil for no end: by default twice the time after which a backup takes over, and two seconds.
    package func seconds(for router: RouterSettings) -> UInt32? {
        switch self {
        case .off: return nil
        case .seconds(let seconds): return max(seconds, Self.shortest)
        case .automatic:
            let skew = Timers.skew(
                version: router.version, priority: router.priority, interval: router.advertisementInterval)
            let wait = router.advertisementInterval * Int64(router.downTimerAdvertisements) + skew
            let seconds = (wait * 2 + .seconds(2) + Nanoseconds(999_999_999)).wholeSeconds
            return UInt32(clamping: max(seconds, Self.shortestAutomatic))
        }
    }
}
