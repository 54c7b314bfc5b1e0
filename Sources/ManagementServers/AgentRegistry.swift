package import Deadlines

/// The known agents of a group and their positions.
package struct AgentRegistry: Hashable, Sendable {
    private var agents: [AgentID: Agent] = [:]
    private var ordered: [AgentID] = []
    // Agents without a zone are a zone of their own.
    private var orderedByZone: [String?: [AgentID]] = [:]

    package init() {}

    package var count: Int { ordered.count }

    /// Every known agent in order of the ids.
    package var all: [Agent] { ordered.compactMap { agents[$0] } }

    package subscript(id: AgentID) -> Agent? { agents[id] }

    /// How many agents come before this one in its zone. An unknown agent comes after all of `zone`, or after all
    /// agents where that is nil.
    package func position(of id: AgentID, zone: String?) -> Int {
        if let agent = agents[id] {
            return (orderedByZone[agent.zone] ?? []).insertionIndex(of: id)
        }
        guard let zone else { return ordered.count }
        return (orderedByZone[zone] ?? []).count
    }

    package mutating func register(_ report: AgentReport, at now: Instant) {
        change(report.id) { agent in
            agent.report = report
            agent.lastSeen = now
        }
    }

    /// Forgets an agent's registration; one that is configured stays known.
    package mutating func unregister(_ id: AgentID) {
        guard agents[id] != nil else { return }
        change(id) { agent in
            agent.report = nil
            agent.lastSeen = nil
        }
    }

    /// Takes over the `agent` blocks of a configuration; of an id that stands there twice the last block counts.
    /// Agents that were only configured before and no longer are become unknown.
    package mutating func configure(_ blocks: [ConfiguredAgent]) {
        let wanted = Dictionary(blocks.map { ($0.id, $0) }) { $1 }
        for id in ordered where agents[id]?.configured != nil && wanted[id] == nil {
            change(id) { $0.configured = nil }
        }
        for block in blocks {
            change(block.id) { $0.configured = wanted[block.id] }
        }
    }

    private mutating func change(_ id: AgentID, _ body: (inout Agent) -> Void) {
        let old = agents[id]
        var agent = old ?? Agent(id: id)
        body(&agent)
        let isKnown = agent.configured != nil || agent.report != nil
        if let old, !isKnown || old.zone != agent.zone {
            orderedByZone[old.zone]?.remove(id)
            if orderedByZone[old.zone]?.isEmpty == true { orderedByZone[old.zone] = nil }
        }
        guard isKnown else {
            ordered.remove(id)
            agents[id] = nil
            return
        }
        ordered.insert(id)
        orderedByZone[agent.zone, default: []].insert(id)
        agents[id] = agent
    }
}

extension [AgentID] {
    /// Where the id stands, or would stand, in this sorted array.
    fileprivate func insertionIndex(of id: AgentID) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = low + (high - low) / 2
            if self[middle] < id { low = middle + 1 } else { high = middle }
        }
        return low
    }

    fileprivate mutating func insert(_ id: AgentID) {
        let index = insertionIndex(of: id)
        guard index == count || self[index] != id else { return }
        insert(id, at: index)
    }

    fileprivate mutating func remove(_ id: AgentID) {
        let index = insertionIndex(of: id)
        guard index < count, self[index] == id else { return }
        remove(at: index)
    }
}
