/// The configuration of a load-balancer node with a group of management servers, and an API for their agents.
package struct ManagementGroupText: Sendable {
    package var algorithm = "roundrobin"
    package var servers = PlatformServers.addresses
    /// Seconds, as written in the file.
    package var checkInterval = "1"
    /// Seconds, as written in the file; 0: nobody waits for the agents after a start.
    package var heartbeat = "0"
    /// The lines of each server's block.
    package var serverLines = ""
    /// Further lines of the group.
    package var lines = ""

    package init() {}

    package var group: String {
        """
        management_server_group cloud {
            algorithm \(algorithm)
            check_interval \(checkInterval)
            agent_heartbeat \(heartbeat)
            max_moves_per_second 0
        \(servers.map { "    server \($0) {\n\(serverLines)\n    }\n" }.joined())
            \(lines)
        }

        """
    }

    /// The listener for agents, on every address of the node, with files for what it needs.
    package static func api(certificate: String, key: String, tokens: String) -> String {
        """
        api {
            listen 0.0.0.0 8443
            certificate \(certificate)
            key \(key)
            token_file \(tokens)
        }

        """
    }
}
