import ManagementServers

/// Who waits for news of which agent's list.
struct GroupWatchers {
    typealias OnNews = @Sendable () -> Void

    private struct Watcher {
        let group: String
        let agent: AgentID
        let onNews: OnNews
    }

    private var watchers: [Int: Watcher] = [:]
    private var numbers: [String: [AgentID: Set<Int>]] = [:]
    private var last = 0

    mutating func add(_ agent: AgentID, of group: String, onNews: @escaping OnNews) -> Int {
        last &+= 1
        watchers[last] = Watcher(group: group, agent: agent, onNews: onNews)
        numbers[group, default: [:]][agent, default: []].insert(last)
        return last
    }

    mutating func remove(_ number: Int) {
        guard let watcher = watchers.removeValue(forKey: number) else { return }
        numbers[watcher.group]?[watcher.agent]?.remove(number)
        if numbers[watcher.group]?[watcher.agent]?.isEmpty == true { numbers[watcher.group]?[watcher.agent] = nil }
    }

    /// Tells all watchers of a group, in no order: each looks for itself whether there is something new.
    func tellAll(of group: String) {
        for watched in numbers[group, default: [:]].values {
            for number in watched { watchers[number]?.onNews() }
        }
    }

    func tell(_ agents: [AgentID], of group: String) {
        guard let watched = numbers[group], !watched.isEmpty else { return }
        for agent in agents {
            for number in watched[agent] ?? [] { watchers[number]?.onNews() }
        }
    }
}
