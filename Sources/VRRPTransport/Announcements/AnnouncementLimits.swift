package import Addresses
package import Deadlines

/// How fast announcements may follow one another. Whatever causes them stands under these limits.
package struct AnnouncementLimits: Hashable, Sendable {
    /// The least time between two announcements of a kind; zero for none.
    package struct Intervals: Hashable, Sendable {
        /// `garp_interval`
        package let gratuitousARP: Nanoseconds
        /// `gna_interval`
        package let neighbourAdvertisement: Nanoseconds

        package init(gratuitousARP: Nanoseconds = .zero, neighbourAdvertisement: Nanoseconds = .zero) {
            self.gratuitousARP = gratuitousARP
            self.neighbourAdvertisement = neighbourAdvertisement
        }

        package subscript(kind: Announcement.Kind) -> Nanoseconds {
            switch kind {
            case .gratuitousARP: gratuitousARP
            case .neighbourAdvertisement: neighbourAdvertisement
            }
        }
    }

    /// Interfaces that share their intervals (`garp_group`): between any two announcements out of any of them.
    package struct Group: Hashable, Sendable {
        package let interfaces: Set<InterfaceName>
        package let intervals: Intervals

        package init(of interfaces: Set<InterfaceName>, intervals: Intervals) {
            self.interfaces = interfaces
            self.intervals = intervals
        }
    }

    /// For each interface that is in no group (`vrrp_garp_interval`, `vrrp_gna_interval`).
    package let intervals: Intervals
    package let groups: [Group]
    /// The most announcements of both kinds in a second out of one interface; at least 1. What a tenth of a second
    /// allows may leave at once.
    package let ceiling: Int

    /// - Parameter ceiling: so high by default that a takeover of a thousand addresses tells the link of all of them
    ///   at once.
    package init(intervals: Intervals = Intervals(), groups: [Group] = [], ceiling: Int = 10_000) {
        self.intervals = intervals
        self.groups = groups
        self.ceiling = max(ceiling, 1)
    }
}
