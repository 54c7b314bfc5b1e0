extension SyncGroupBlock {
    func write(to list: inout StatementList) {
        list.block("vrrp_sync_group", name) { block in
            block.lines("group", members.map { [$0] })
            block.flag("sync_group_tracking_weight", tracksWithWeights)
            tracking.write(to: &block)
            notify.write(to: &block)
            block.add("smtp_alert", sendsMail)
        }
    }
}

extension NotifyCommands {
    /// What instances and sync groups both have.
    func write(to block: inout StatementList) {
        block.add("notify_master", master)
        block.add("notify_backup", backup)
        block.add("notify_fault", fault)
        block.add("notify_stop", stop)
        block.add("notify", any)
        block.add("notify_priority_changes", priorityChanges)
    }

    /// What only instances have.
    func writeOfInstance(to block: inout StatementList) {
        block.add("notify_master_rx_lower_pri", masterReceivesLowerPriority)
        block.add("notify_deleted", deleted)
        block.flag("notify_deleted", tellsDeleted && deleted == nil)
    }
}
