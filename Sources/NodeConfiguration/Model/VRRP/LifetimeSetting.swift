/// `vip_lifetime`: how long a virtual address outlives a master that no longer refreshes it.
package enum LifetimeSetting: Hashable, Sendable {
    /// From the advertisement interval.
    case automatic
    /// The address stays until it is taken off.
    case off
    /// At least 1.
    case seconds(UInt32)
}
