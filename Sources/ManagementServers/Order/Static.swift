/// Every agent gets the list as it is configured.
struct Static: ServerOrder {
    func list(of servers: [ServerAddress], for place: AgentPlace) -> [ServerAddress] {
        servers
    }
}
