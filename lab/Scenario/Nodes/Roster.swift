import Synchronization

/// What a scenario has started, so that its end finds it all.
final class Roster<Member: Sendable>: Sendable {
    private let members = Mutex<[Member]>([])

    var all: [Member] { members.withLock { $0 } }

    func add(_ member: Member) {
        members.withLock { $0.append(member) }
    }
}
