package import Deadlines

/// The known agents of a group and their positions.
package struct AgentTable: Sendable {
    /// An `agent` block, and what its agent says of itself, which counts again without it.
    private struct Block {
        let agent: ConfiguredAgent
        var reportedZone: String?
        var reportedCluster: String?
    }

    private(set) var records = OrderedBlocks<AgentRecord>()
    private var blocks: [AgentID: Block] = [:]
    private var zones = NameBook()
    private var clusters = NameBook()
    // By the zone's number. Agents without a zone are a zone of their own.
    private var agentsOfZone: [OrderedBlocks<AgentID>] = []
    /// Counts what may have changed positions.
    private(set) var shifts = 0

    package init() {}

    package var count: Int { records.count }

    package subscript(id: AgentID) -> Agent? { records[id].map(agent) }

    /// Every known agent in order of the ids.
    package var all: [Agent] {
        var all: [Agent] = []
        all.reserveCapacity(count)
        records.forEach { all.append(agent($0)) }
        return all
    }

    /// How many agents come before this one in its zone. An unknown agent comes after all of `zone`, or after all
    /// agents where that is nil.
    package func position(of id: AgentID, zone: String?) -> Int {
        if let record = records[id] { return position(of: record) }
        guard let zone else { return count }
        return zones.number(of: zone).map { agentsOfZone[Int($0)].count } ?? 0
    }

    /// How many agents come before this one in its zone.
    func position(of record: AgentRecord) -> Int {
        agentsOfZone[Int(record.zone)].rank(of: record.id)
    }

    /// The cluster of an agent.
    func cluster(of record: AgentRecord) -> String? { clusters.name(of: record.cluster) }

    /// The zone of an agent.
    func zone(of record: AgentRecord) -> String? { zones.name(of: record.zone) }

    package mutating func register(_ report: AgentReport, at now: Instant) {
        change(report.id, zone: report.zone, cluster: report.cluster) { record in
            record.isRegistered = true
            record.lastSeen = now
            record.held = HeldPrint(report.held)
            record.connectedTo = report.connectedTo.map(HeldPrint.print) ?? 0
        }
    }

    /// Forgets an agent's registration; one that is configured stays known.
    package mutating func unregister(_ id: AgentID) {
        guard let record = records[id] else { return }
        guard record.isConfigured else {
            remove(record)
            return
        }
        change(id, zone: nil, cluster: nil) { record in
            record.isRegistered = false
            record.lastSeen = .zero
            record.held = .unsaid
            record.connectedTo = 0
        }
    }

    /// Takes over the `agent` blocks of a configuration; of an id that stands there twice the last block counts.
    /// Agents that were only configured before and no longer are become unknown.
    package mutating func configure(_ wanted: [ConfiguredAgent]) {
        configure(wanted) { _ in }
    }

    /// - Parameter onForget: gets what an agent was told that becomes unknown.
    mutating func configure(_ wanted: [ConfiguredAgent], onForget: (ToldList) -> Void) {
        let next = Dictionary(wanted.map { ($0.id, $0) }) { $1 }
        for (id, block) in blocks.sorted(by: { $0.key < $1.key }) where next[id] == nil {
            blocks[id] = nil
            guard let record = records[id] else { continue }
            if record.isRegistered {
                change(id, zone: block.reportedZone, cluster: block.reportedCluster) { $0.isConfigured = false }
            } else {
                onForget(record.told)
                remove(record)
            }
        }
        for agent in next.values.sorted(by: { $0.id < $1.id }) where blocks[agent.id]?.agent != agent {
            let record = records[agent.id]
            let known = blocks[agent.id]
            let zone = known == nil ? record.flatMap(zone) : known?.reportedZone
            let cluster = known == nil ? record.flatMap(cluster) : known?.reportedCluster
            blocks[agent.id] = Block(agent: agent, reportedZone: zone, reportedCluster: cluster)
            change(agent.id, zone: zone, cluster: cluster) { $0.isConfigured = true }
        }
    }

    /// Changes a known record but for its id, zone and cluster.
    mutating func update(_ id: AgentID, _ body: (inout AgentRecord) -> Void) {
        guard records[id] != nil else { return }
        records.update(id, adding: AgentRecord(id: id), body)
    }

    /// Changes every record in order of the ids; `body` gets each with its position and changes neither id nor zone.
    mutating func updateEach(_ body: (inout AgentRecord, _ position: Int) -> Void) {
        var passed = [Int](repeating: 0, count: zones.size)
        records.updateEach { record in
            let zone = Int(record.zone)
            body(&record, passed[zone])
            passed[zone] += 1
        }
    }

    /// Hands out every record in order of the ids, with its position.
    func forEach(_ body: (AgentRecord, _ position: Int) -> Void) {
        var passed = [Int](repeating: 0, count: zones.size)
        records.forEach { record in
            let zone = Int(record.zone)
            body(record, passed[zone])
            passed[zone] += 1
        }
    }

    /// Changes records in order behind `id`, until `body` says that it is enough; see ``OrderedBlocks``.
    mutating func updateEach(after id: AgentID?, until body: (inout AgentRecord) -> Bool) -> AgentID? {
        records.updateEach(after: id, until: body)
    }

    private func agent(_ record: AgentRecord) -> Agent {
        Agent(
            id: record.id, zone: zone(of: record), cluster: cluster(of: record), isConfigured: record.isConfigured,
            lastSeen: record.isRegistered ? record.lastSeen : nil)
    }

    /// Changes a record, or adds it, with what the agent says of zone and cluster.
    private mutating func change(
        _ id: AgentID, zone: String?, cluster: String?, _ body: (inout AgentRecord) -> Void
    ) {
        if blocks[id] != nil {
            blocks[id]?.reportedZone = zone
            blocks[id]?.reportedCluster = cluster
        }
        let old = records[id]
        let zoneNumber = zones.take(blocks[id]?.agent.zone ?? zone)
        let clusterNumber = clusters.take(blocks[id]?.agent.cluster ?? cluster)
        records.update(id, adding: AgentRecord(id: id)) { record in
            body(&record)
            record.zone = zoneNumber
            record.cluster = clusterNumber
        }
        while agentsOfZone.count < zones.size { agentsOfZone.append(OrderedBlocks()) }
        if old?.zone != zoneNumber {
            shifts &+= 1
            if let old { agentsOfZone[Int(old.zone)].remove(id) }
            agentsOfZone[Int(zoneNumber)].update(id, adding: id) { _ in }
        }
        if let old { giveBackNames(of: old) }
    }

    private mutating func remove(_ record: AgentRecord) {
        shifts &+= 1
        records.remove(record.id)
        agentsOfZone[Int(record.zone)].remove(record.id)
        giveBackNames(of: record)
    }

    private mutating func giveBackNames(of record: AgentRecord) {
        zones.giveBack(record.zone)
        clusters.giveBack(record.cluster)
    }
}
