import Addresses
import Deadlines
import VRRPEngine

/// What the routers of one plan have in common, and by what they differ.
struct RouterStyle {
    private let version: VRRPVersion
    private let family: AddressFamily
    private let interval: Nanoseconds
    private let mixesIntervals: Bool
    private let mixesVersions: Bool
    /// Of a thousand routers.
    private let preempting: Int
    private let delaying: Int
    private let priorities: [UInt8]
    private let mixesAddresses: Bool
    private let addressCount: Int
    private let lifetime: KernelLifetime
    private let downTimerAdvertisements: Int
    private let password: String?
    private let sendsToHigherPriority: Bool
    private let silentToLowerPriority: Bool
    let syncGroup: String?
    let isUnicast: Bool

    init(_ dice: inout Dice) {
        version = dice.pick([.v2, .v3, .v3])
        family = version == .v3 && dice.chance(300) ? .ipv6 : .ipv4
        mixesVersions = family == .ipv4 && dice.chance(100)
        interval =
            version == .v2 || mixesVersions
            ? .seconds(dice.pick([1, 1, 2]))
            : .centiseconds(dice.pick([1, 5, 10, 25, 50, 100, 100, 300]))
        mixesIntervals = version == .v3 && !mixesVersions && dice.chance(250)
        preempting = dice.pick([1_000, 1_000, 0, 500])
        delaying = dice.pick([0, 0, 0, 400])
        priorities = (0..<dice.pick([1, 2, 5, 5])).map { _ in Self.priority(&dice) }
        mixesAddresses = dice.chance(100)
        addressCount = dice.pick([1, 1, 3])
        lifetime = dice.pick([.automatic, .seconds(3), .seconds(5), .off])
        downTimerAdvertisements = dice.pick([3, 3, 3, 2, 5])
        password = version == .v2 && dice.chance(300) ? "secret" : nil
        // The last word of a master that yields would teach the other backups its interval instead of the new master's.
        sendsToHigherPriority = dice.chance(200) && !mixesIntervals
        silentToLowerPriority = dice.chance(200)
        isUnicast = dice.chance(150)
        syncGroup = !mixesVersions && dice.chance(120) ? "SG_1" : nil
    }

    static func priority(_ dice: inout Dice) -> UInt8 {
        switch dice.below(10) {
        case 0: dice.pick([1, 254, 255])
        case 1, 2, 3: 100
        default: UInt8(dice.within(1...254))
        }
    }

    func router(_ dice: inout Dice) -> RouterDraft {
        var draft = RouterDraft()
        draft.version = mixesVersions ? dice.pick([.v2, .v3]) : version
        draft.family = family
        draft.interval = mixesIntervals ? interval * dice.pick([1, 1, 2, 5]) : interval
        draft.priority = dice.pick(priorities)
        draft.preempt = dice.chance(preempting)
        if dice.chance(delaying) { draft.preemptDelay = interval * Int64(dice.within(1...8)) }
        draft.addressCount = mixesAddresses ? dice.within(1...3) : addressCount
        draft.password = draft.version == .v2 ? password : nil
        draft.downTimerAdvertisements = downTimerAdvertisements
        draft.sendsToHigherPriority = sendsToHigherPriority
        draft.silentToLowerPriority = silentToLowerPriority
        draft.checksumCoversMessageOnly = draft.version == .v3 && family == .ipv4 && dice.chance(300)
        draft.syncGroup = syncGroup
        draft.lifetime = lifetime
        return draft
    }
}
