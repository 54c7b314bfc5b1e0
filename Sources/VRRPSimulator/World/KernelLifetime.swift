package import Deadlines
import VRRPEngine

/// The lifetime that a master gives its addresses in the kernel (`vip_lifetime`).
package enum KernelLifetime: Hashable, Sendable {
    /// max(10, 2 × (down_timer_adverts × advert_int + skew) + 2) seconds.
    case automatic
    case seconds(Int64)
    /// Addresses stay until somebody takes them off.
    case off

    /// How much later than asked for the kernel removes an address: it looks about once a second.
    package static let kernelDelay = Nanoseconds.milliseconds(1_100)

    /// In whole seconds, as the kernel counts; nil without one.
    func length(for draft: RouterDraft) -> Nanoseconds? {
        switch self {
        case .off: return nil
        case .seconds(let count): return .seconds(count)
        case .automatic:
            let skew =
                (draft.version == .v2 ? Nanoseconds.seconds(1) : draft.interval) * Int64(256 - Int(draft.priority))
                / 256
            let silence = draft.interval * Int64(draft.downTimerAdvertisements) + skew
            let wanted = silence * 2 + .seconds(2)
            return max(.seconds(10), .seconds((wanted + Nanoseconds(999_999_999)).wholeSeconds))
        }
    }

    /// Each third of it, and not more often than once a second.
    static func refreshInterval(of length: Nanoseconds) -> Nanoseconds {
        max(length / 3, .seconds(1))
    }
}

extension KernelLifetime: CustomStringConvertible {
    package var description: String {
        switch self {
        case .automatic: "lifetime automatic"
        case .seconds(let count): "lifetime \(count) s"
        case .off: "lifetime off"
        }
    }
}
