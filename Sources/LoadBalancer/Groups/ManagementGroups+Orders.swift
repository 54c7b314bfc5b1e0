import AgentStore
package import ControlMessages
import Deadlines
package import ManagementServers

extension ManagementGroups {
    /// Has something else count than the file says, until the file says something else; nil where there is no such
    /// group.
    package func change(_ name: String, _ change: GroupChange) async throws(ControlError) -> ServerGroup? {
        guard let index = groups.firstIndex(where: { $0.name == name }) else { return nil }
        let before = groups[index].group.settings
        let overrides = try groups[index].overrides.changed(by: change, of: groups[index].file)
        groups[index].take(overrides, from: change)
        tellDifference(from: before, to: groups[index].group.settings, "is changed by an operator")
        settle(index)
        await keepOrders(of: [groups[index]])
        return group(named: name)
    }

    /// Asks the agents of a server to leave it, or takes it back; nil where there is no such group.
    package func drain(
        _ server: String, of name: String, _ drains: Bool
    ) async throws(DrainRefusal) -> DrainProgress? {
        guard let index = groups.firstIndex(where: { $0.name == name }) else { return nil }
        let progress = drains ? try groups[index].group.drain(server) : try groups[index].group.resume(server)
        groups[index].noteDrain(of: progress.server)
        events.post(
            .group, "\(progress.server) of \(name)", to: drains ? "drains" : "in service",
            drains ? "its agents are moved away: \(progress.preferredBy)" : "its agents may return")
        settle(index)
        await keepOrders(of: [groups[index]])
        return progress
    }

    /// Has the registry keep what operators said; what does not count any more is forgotten. Not before it is known
    /// what a predecessor kept there.
    func keepOrders(of groups: [ConfiguredGroup]) async {
        try? await keeper?.keep(groups.filter(\.isRestored).map { .orders($0.orders, group: $0.name) })
    }
}

extension GroupOverrides {
    /// These words and those of an operator.
    fileprivate func changed(
        by change: GroupChange, of file: ServerGroupSettings
    ) throws(ControlError) -> GroupOverrides {
        var overrides = self
        if let name = change.algorithm {
            guard let algorithm = OrderingAlgorithm(rawValue: name) else {
                let known = OrderingAlgorithm.allCases.map(\.rawValue).joined(separator: ", ")
                throw .badRequest("algorithm: there is no '\(name)', only \(known)")
            }
            overrides.algorithm = .init(algorithm, insteadOf: file.algorithm)
        }
        if let seconds = change.checkInterval {
            guard (0...2_147_483_647).contains(seconds) else {
                throw .badRequest("check_interval: \(seconds) is not a number of seconds from 0 to 2147483647")
            }
            overrides.checkInterval = .init(Nanoseconds(Int64(seconds * 1e9)), insteadOf: file.checkInterval)
        }
        if let texts = change.servers {
            var servers: [ServerAddress] = []
            for text in texts {
                guard let server = ServerAddress(text, defaultPort: file.defaultPort) else {
                    throw .badRequest("servers: '\(text)' is no address or host name, with or without a port")
                }
                servers.append(server)
            }
            guard (1...1_000).contains(servers.count) else {
                throw .badRequest("servers: a group has 1 to 1000 servers")
            }
            if let sum = GroupOverrides.excessiveWeight(of: servers, in: file) {
                throw .badRequest(
                    "servers: with the weights of the file, and 1 for others, they weigh \(sum) in lowest terms,"
                        + " more than \(GroupOverrides.largestWeight)")
            }
            overrides.servers = .init(servers, insteadOf: file.servers.map(\.address))
        }
        return overrides
    }
}
