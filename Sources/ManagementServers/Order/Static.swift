/// Every agent gets the list as it is configured.
struct Static: ServerOrder {
    let count: Int

    func order(for place: AgentPlace) -> [Int] {
        Array(0..<count)
    }

    func first(for place: AgentPlace, avoiding avoided: [Bool]) -> Int? {
        avoided.firstIndex(of: false)
    }
}
