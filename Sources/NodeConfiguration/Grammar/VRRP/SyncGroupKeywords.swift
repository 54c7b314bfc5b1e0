/// A `vrrp_sync_group` block as it stands in the file.
struct SyncGroupDraft: Tracked, Notified {
    let name: Word
    var members: [Word] = []
    var tracking = TrackDraft()
    var notify = NotifyDraft()
    var alerts = Setting<Bool>()
    var tracksWithWeights = Setting<Bool>()
}

/// The keywords of `vrrp_sync_group`.
enum SyncGroupKeywords {
    static let table = KeywordTable<SyncGroupDraft>(.syncGroup) {
        Keyword.list("group") { word, draft, _ in draft.members.append(word) }
        Keyword.tracking
        Keyword.notify
        Keyword.boolean("smtp_alert", \.alerts)
        Keyword.flag("sync_group_tracking_weight", \.tracksWithWeights)
        // keepalived's old name of sync_group_tracking_weight.
        Keyword.flag("global_tracking", \.tracksWithWeights)
    }
}
