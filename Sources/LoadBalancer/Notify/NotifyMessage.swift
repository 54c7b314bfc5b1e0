package import VRRPEngine

/// A change of an instance or a sync group that scripts and FIFOs are told.
package struct NotifyMessage: Hashable, Sendable {
    /// Whose change it is, as keepalived spells it.
    package enum Scope: String, Hashable, Sendable {
        case instance = "INSTANCE"
        case group = "GROUP"
    }

    /// keepalived's words for what happened.
    package enum Word: String, Hashable, Sendable {
        case master = "MASTER"
        case backup = "BACKUP"
        case fault = "FAULT"
        case stop = "STOP"
        case deleted = "DELETED"
        case masterReceivesLowerPriority = "MASTER_RX_LOWER_PRI"
        case masterPriority = "MASTER_PRIORITY"
        case backupPriority = "BACKUP_PRIORITY"

        /// Whether it says where the instance or group stands.
        package var isState: Bool {
            switch self {
            case .master, .backup, .fault, .stop, .deleted: true
            case .masterReceivesLowerPriority, .masterPriority, .backupPriority: false
            }
        }

        /// Nil for INIT, which keepalived does not tell.
        package init?(_ state: VRRPState) {
            switch state {
            case .initialize: return nil
            case .backup: self = .backup
            case .master: self = .master
            case .fault: self = .fault
            }
        }
    }

    package let scope: Scope
    package let name: String
    package let word: Word
    /// 0 for groups.
    package let priority: UInt8

    package init(_ scope: Scope, _ name: String, _ word: Word, priority: UInt8 = 0) {
        self.scope = scope
        self.name = name
        self.word = word
        self.priority = scope == .group ? 0 : priority
    }

    /// What `notify` gets behind its own arguments.
    package var arguments: [String] { [scope.rawValue, name, word.rawValue, "\(priority)"] }

    /// keepalived's line in a FIFO.
    package var line: String { "\(scope.rawValue) \"\(name)\" \(word.rawValue) \(priority)\n" }
}
