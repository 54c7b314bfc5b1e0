import Addresses
import Deadlines

extension ManagementServerGroup {
    func write(to list: inout StatementList) {
        list.block("management_server_group", name) { block in
            block.add("algorithm", algorithm)
            block.add("check_interval", checkInterval)
            block.add("default_port", defaultPort)
            block.add("agent_expiry", agentExpiry)
            block.add("agent_heartbeat", agentHeartbeat)
            block.add("max_moves_per_second", maxMovesPerSecond)
            block.add("max_agents", maxAgents)
            block.add("max_new_agents_per_second", maxNewAgentsPerSecond)
            for peer in peers { peer.write(to: &block) }
            writeServers(to: &block)
            for cluster in clusters {
                block.block("cluster", cluster.name) { $0.add("check_interval", cluster.checkInterval) }
            }
            for agent in agents { agent.write(to: &block) }
        }
    }

    /// The platform's own list may name a server twice.
    private func writeServers(to block: inout StatementList) {
        var known: Set<ServerPlace> = []
        for server in servers {
            if known.insert(ServerPlace(host: server.host, port: server.port)).inserted {
                server.write(to: &block)
            } else {
                block.add("host", server.host)
            }
        }
    }

    private struct ServerPlace: Hashable {
        let host: String
        let port: UInt16
    }
}

extension ManagementServer {
    fileprivate func write(to list: inout StatementList) {
        let own = IPAddress(host).map { Endpoint($0, port: port) }
        list.block("server", host, port.description) { block in
            block.add("weight", weight)
            block.flag("drain", draining)
            for check in checks {
                check.write(
                    to: &block, connectAddress: check.target.address == own?.address ? nil : check.target.address,
                    connectPort: check.target.port == port ? nil : check.target.port)
            }
        }
    }
}

extension GroupPeer {
    fileprivate func write(to list: inout StatementList) {
        list.block("peer", address.description) { block in
            block.add("token_file", tokenFile)
            block.add("ca_file", authorityFile)
        }
    }
}

extension KnownAgent {
    fileprivate func write(to list: inout StatementList) {
        list.block("agent", id) { block in
            block.add("zone", zone.isEmpty ? nil : zone)
            block.add("cluster", cluster)
        }
    }
}
