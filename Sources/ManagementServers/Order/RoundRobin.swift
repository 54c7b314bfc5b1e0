/// Each agent gets the configured list rotated left by its position in its zone, so that neighbours prefer different
/// servers and every server is preferred by as many agents as any other, give or take one a zone.
struct RoundRobin: ServerOrder {
    func list(of servers: [ServerAddress], for place: AgentPlace) -> [ServerAddress] {
        guard servers.count > 1 else { return servers }
        let pivot = place.position % servers.count
        return Array(servers[pivot...] + servers[..<pivot])
    }
}
