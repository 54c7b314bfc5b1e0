/// Each agent gets the configured list rotated left by its position in its zone, so that neighbours prefer different
/// servers and every server is preferred by as many agents as any other, give or take one a zone.
struct RoundRobin: ServerOrder {
    let count: Int

    func order(for place: AgentPlace) -> [Int] {
        guard count > 1 else { return Array(0..<count) }
        let pivot = place.position % count
        return Array(pivot..<count) + Array(0..<pivot)
    }

    func first(for place: AgentPlace, avoiding avoided: [Bool]) -> Int? {
        guard count > 0 else { return nil }
        var candidate = place.position % count
        for _ in 0..<count {
            if !avoided[candidate] { return candidate }
            candidate = candidate + 1 == count ? 0 : candidate + 1
        }
        return nil
    }
}
