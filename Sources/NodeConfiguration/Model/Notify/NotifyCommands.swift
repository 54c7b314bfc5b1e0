/// Who is told of an instance's or a sync group's changes.
package struct NotifyCommands: Hashable, Sendable {
    /// `notify_master`
    package internal(set) var master: Command?
    /// `notify_backup`
    package internal(set) var backup: Command?
    /// `notify_fault`
    package internal(set) var fault: Command?
    /// `notify_stop`
    package internal(set) var stop: Command?
    /// `notify_deleted`
    package internal(set) var deleted: Command?
    /// `notify`: every change, with four arguments more.
    package internal(set) var any: Command?
    /// `notify_master_rx_lower_pri`
    package internal(set) var masterReceivesLowerPriority: Command?
    /// `notify_deleted`, with a command or without: an instance that goes is DELETED, not FAULT.
    package internal(set) var tellsDeleted = false
    /// `notify_priority_changes`
    package internal(set) var priorityChanges = false

    package init() {}
}
