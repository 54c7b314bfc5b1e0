/// The `notify…` keywords of an instance or a sync group.
struct NotifyDraft {
    var master = Setting<Command>()
    var backup = Setting<Command>()
    var fault = Setting<Command>()
    var stop = Setting<Command>()
    var deleted = Setting<Command>()
    var any = Setting<Command>()
    var masterReceivesLowerPriority = Setting<Command>()
    var priorityChanges = Setting<Bool>()
}

/// A block with these keywords.
protocol Notified: Sendable {
    var notify: NotifyDraft { get set }
}

extension Keyword where Draft: Notified {
    /// What instances and sync groups both have.
    static var notify: [Keyword] {
        [
            .command("notify_master", \.notify.master), .command("notify_backup", \.notify.backup),
            .command("notify_fault", \.notify.fault), .command("notify_stop", \.notify.stop),
            .command("notify", \.notify.any), .boolean("notify_priority_changes", \.notify.priorityChanges),
        ]
    }

    /// What only instances have.
    static var notifyOfInstances: [Keyword] {
        [
            .command("notify_master_rx_lower_pri", \.notify.masterReceivesLowerPriority),
            Keyword("notify_deleted", [.command, .word("a user"), .word("a group")]) { statement, draft, context in
                // Without a command it only makes the others hear DELETED in place of FAULT.
                let command = statement.arguments.isEmpty ? nil : context.command(of: statement)
                context.refuseBlock(of: statement)
                context.storeFirst(command, of: statement, in: &draft.notify.deleted)
            },
        ]
    }
}
