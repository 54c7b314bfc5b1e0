import Deadlines

/// Whether an agent may be told its new list yet, whatever made it new: other servers, another position, or the end of
/// the time in which positions were not known. What an agent was told last is kept with it, and every answer goes by
/// that until the agent registers, or its turn comes, at the group's pace. Lists that do not move it are told at once.
extension ServerGroup {
    /// An agent's list that it would leave for another server.
    private enum FormerList {
        case told(ToldList)
        case held(HeldList)
    }

    /// What an agent may be told now.
    func toldNow(_ record: AgentRecord, at position: Int) -> ToldList {
        record.told.isKept || isShifted(record, at: position) ? record.told : ToldList(at: position)
    }

    /// Decides what an agent that has registered is told from now on.
    mutating func decide(_ id: AgentID, holding held: HeldList?, at now: Instant) {
        guard let record = agents.records[id] else { return }
        let position = position(of: record)
        guard let former = formerList(of: record, holding: held, at: position),
            learning != nil || !(record.isReleased || pace.take(1, at: now) > 0)
        else { return tell(ToldList(at: position), record) }
        switch former {
        case .held(let list): tell(waiting.keep(list), record)
        case .told(let told) where told.isKept || learning != nil: tell(told, record)
        // It has its turn like others from now on.
        case .told(let told): tell(ToldList(told, ofFormer: waiting.number(lineup)), record)
        }
    }

    /// Takes in what an agent held before there was this group; whether that moves it is known when all are there.
    mutating func decideLater(_ id: AgentID, holding held: HeldList) {
        guard let record = agents.records[id], let preferred = held.servers.first else { return }
        guard learning != nil || settings.maxMovesPerSecond > 0 else { return }
        if !lineup.algorithm.dependsOnPositions,
            let first = lineup.first(for: AgentPlace(agent: id, position: 0)), lineup.calls(first, preferred)
        {
            return tell(ToldList(at: 0), record)
        }
        tell(waiting.keep(held), record)
    }

    /// Looks at each agent, after agents were restored.
    package mutating func reconsider() {
        reconsider(insteadOf: lineup)
    }

    /// Looks at each agent: those whose list another line-up, or their position, changed have it at once or, where it
    /// moves them, wait for their turn.
    mutating func reconsider(insteadOf former: ServerLineup) {
        shiftsConsidered = agents.shifts
        guard settings.maxMovesPerSecond > 0 || learning != nil else {
            release(waiting.count)
            return
        }
        let isPaced = settings.maxMovesPerSecond > 0
        let lineup = self.lineup
        let (isLearning, isSame) = (learning != nil, lineup.orders(like: former))
        var waiting = self.waiting
        let number = waiting.number(former)
        let places = LineupPlaces(waiting.formerLineups, waiting.lists, in: lineup)
        agents.updateEach { record, position in
            let told = record.told
            let new = ToldList(at: position)
            if told.heldList != nil && isLearning || told == new && isSame { return }
            var next = new
            if isPaced, told != .nothing {
                let kept = told.isKept ? told : ToldList(told, ofFormer: number)
                let preferred = places.preferred(by: record.id, kept)
                let first = lineup.first(for: AgentPlace(agent: record.id, position: position))
                if !lineup.areOne(preferred, first) { next = kept }
            }
            guard next != told else { return }
            waiting.replace(told, with: next)
            record.told = next
            if next.isKept { record.isReleased = false }
        }
        waiting.settle()
        self.waiting = waiting
    }

    /// Notes for every agent that it was told its list at its position of now. Without a pace that is not kept up.
    mutating func noteTold() {
        agents.updateEach { record, position in
            if !record.told.isKept { record.told = ToldList(at: position) }
        }
    }

    /// Lets this many agents have their new lists, in order of their ids, beginning behind the last one.
    @discardableResult
    mutating func release(_ count: Int) -> [AgentID] {
        var released: [AgentID] = []
        var waiting = self.waiting
        while released.count < count, waiting.count > 0 {
            lastReleased = agents.updateEach(after: lastReleased) { record in
                guard record.told.isKept else { return false }
                waiting.replace(record.told, with: .nothing)
                record.told = .nothing
                // It need not wait again when it registers with its old list, which it may still hold.
                record.isReleased = true
                released.append(record.id)
                return released.count == count
            }
        }
        waiting.settle()
        self.waiting = waiting
        guard settings.maxMovesPerSecond > 0 else { return released }
        for id in released {
            guard let record = agents.records[id] else { continue }
            let told = ToldList(at: position(of: record))
            agents.update(id) { $0.told = told }
        }
        return released
    }

    /// To find out a position takes as long as half of a list.
    func position(of record: AgentRecord) -> Int {
        lineup.algorithm.dependsOnPositions ? agents.position(of: record) : 0
    }

    private mutating func tell(_ told: ToldList, _ record: AgentRecord) {
        waiting.replace(record.told, with: told)
        waiting.settle()
        agents.update(record.id) { record in
            record.told = told
            record.isReleased = false
        }
    }

    /// The list that an agent would leave for another server if it were told its new one; nil where it may be told.
    /// What it says that it holds comes before what it was told.
    private func formerList(of record: AgentRecord, holding held: HeldList?, at position: Int) -> FormerList? {
        let told = record.told
        let first = lineup.first(for: AgentPlace(agent: record.id, position: position))
        guard let held else {
            guard told.isKept else { return isShifted(record, at: position) ? .told(told) : nil }
            if learning != nil { return .told(told) }
            return calls(first, preferred(by: record.id, told)) ? nil : .told(told)
        }
        guard let preferred = held.servers.first else { return nil }
        if learning != nil { return .held(held) }
        if calls(first, preferred) { return nil }
        // Then there is no list to be kept beside.
        let isTold = told.heldList == nil && self.preferred(by: record.id, told) == preferred
        return isTold ? .told(told) : .held(held)
    }

    private func calls(_ place: Int?, _ text: String?) -> Bool {
        guard let place, let text else { return false }
        return lineup.calls(place, text)
    }

    /// The server that an agent prefers by what it was told, as text.
    private func preferred(by agent: AgentID, _ told: ToldList) -> String? {
        guard told != .nothing else { return nil }
        if let number = told.heldList { return waiting.lists.preferred(in: number) }
        guard let origin = told.isKept ? waiting.lineup(of: told) : lineup else { return nil }
        return origin.first(for: AgentPlace(agent: agent, position: told.position)).map { origin.texts[$0] }
    }

    /// Whether agents that came or went before it would move an agent that was told its list.
    private func isShifted(_ record: AgentRecord, at position: Int) -> Bool {
        let told = record.told
        guard settings.maxMovesPerSecond > 0, lineup.algorithm.dependsOnPositions, told != .nothing, !told.isKept,
            told.position != position
        else { return false }
        return lineup.first(for: AgentPlace(agent: record.id, position: told.position))
            != lineup.first(for: AgentPlace(agent: record.id, position: position))
    }
}
