/// `vrrp_sync_group`: instances that are master together or not at all.
package struct SyncGroupBlock: Hashable, Sendable {
    package let name: String
    /// The names of instances that are there, in the order of the file; each in one group only.
    package let members: [String]
    /// For every member.
    package let tracking: TrackLines
    package let notify: NotifyCommands
    /// `smtp_alert`; nil: as `global_defs` says.
    package internal(set) var sendsMail: Bool?
    /// `sync_group_tracking_weight`: weights are kept; without it a member's weighted trackers do not count.
    package let tracksWithWeights: Bool
    /// Where the block stands.
    package let position: SourcePosition

    package init(
        name: String, members: [String], tracking: TrackLines = TrackLines(), notify: NotifyCommands = NotifyCommands(),
        tracksWithWeights: Bool = false, position: SourcePosition
    ) {
        self.name = name
        self.members = members
        self.tracking = tracking
        self.notify = notify
        self.tracksWithWeights = tracksWithWeights
        self.position = position
    }
}
