package import ControlMessages
import ManagementServers
import Synchronization

/// A watcher's place: the version of the list that it has. The watching ends with it.
package final class AgentWatch: Sendable {
    private let groups: ManagementGroups
    private let group: String
    private let agent: AgentID
    private let zone: String?
    private let number: Int
    private let version = Mutex<String?>(nil)

    init(_ groups: ManagementGroups, group: String, agent: AgentID, zone: String?, number: Int) {
        self.groups = groups
        self.group = group
        self.agent = agent
        self.zone = zone
        self.number = number
    }

    deinit {
        Task { [groups, number] in await groups.endWatch(number) }
    }

    /// The list, where it is not the one that was taken last; nil where there is nothing new.
    package func take() async throws(ControlError) -> AgentMessage? {
        guard let answer = await groups.answer(to: agent, of: group, zone: zone) else {
            throw .notFound("there is no management-server group '\(group)' any more")
        }
        let isFirst = version.withLock { $0 == nil }
        if !isFirst, await groups.isLearning(group) { return nil }
        let entry = AgentEntry(answer)
        let isNew = version.withLock { version in
            defer { version = entry.version }
            return version != entry.version
        }
        return isNew ? AgentMessage(asOf: WallClock.now, entry) : nil
    }
}
