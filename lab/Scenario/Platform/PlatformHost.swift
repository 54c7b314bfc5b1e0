package import ControlMessages

/// A host of a cloud platform: the platform's agent, which holds one connection to a management server, and
/// swiftlvs-agent beside it.
package final class PlatformHost: Sendable {
    package static let token = "lab-token-0123456789"

    /// In the group.
    package let id: Int
    package let address: String
    private let topology: TwoNodeTopology
    private let namespace: NetworkNamespace
    private let current = Current<BackgroundProcess>()

    package static func make(_ id: Int, in topology: TwoNodeTopology) async throws -> PlatformHost {
        PlatformHost(id, topology, try await topology.host("a\(id)", numbers: [60 + id]))
    }

    private init(_ id: Int, _ topology: TwoNodeTopology, _ namespace: NetworkNamespace) {
        self.id = id
        address = "192.0.2.\(60 + id)"
        self.topology = topology
        self.namespace = namespace
    }

    /// Starts the platform's agent. It knows the first management server alone.
    /// - Parameter pushed: what it knows instead, and what the platform writes into `host` of each agent that connects
    ///   with something else.
    package func startAgent(pushed: String? = nil) async throws {
        try topology.workspace.write(
            "#Storage\nguid=\(id)\nhost=\(pushed ?? PlatformServers.addresses[0])\nport=\(PlatformServers.port)\n",
            to: file("properties"))
        let script = try topology.workspace.write(Self.agent, to: "platform-agent")
        _ = try await topology.start(
            Command(["bash", script, path("")] + (pushed.map { [$0] } ?? []), in: namespace), log: file("agent.log"))
    }

    /// Starts swiftlvs-agent.
    /// - Parameters:
    ///   - authority: the file with the authority that vouches for the load balancers.
    ///   - lines: further lines of its file.
    package func startSwiftLVSAgent(authority: String, _ lines: String = "") async throws {
        let workspace = topology.workspace
        let reconnect = try workspace.write(
            "#!/bin/bash\necho again >>\(path("moves"))\nkill \"$(cat \(path("pid")))\"\n", to: file("reconnect"))
        try await Command("chmod", "755", reconnect).succeed()
        try workspace.write(Self.token + "\n", to: file("token"))
        let configuration = try workspace.write(
            topology.nodes.map { "load_balancer https://\($0.frontAddress):8443\n" }.joined()
                + """
                group cloud
                agent_id \(id)
                zone z1
                ca_file \(authority)
                token_file \(path("token"))
                properties_file \(path("properties"))
                reconnect command "\(reconnect)"
                refresh_interval 1
                look_interval 0.2
                state_dir \(path("state"))
                status_socket \(path("status"))
                \(lines)

                """, to: file("conf"))
        current.set(
            try await topology.start(
                Command(Executables.path(of: "swiftlvs-agent"), "-f", configuration, in: namespace), log: file("log")))
    }

    /// Whether swiftlvs-agent runs.
    package var isRunning: Bool { current.now?.isRunning ?? false }

    /// What swiftlvs-agent logged.
    package var log: String {
        get throws { try topology.workspace.read(file("log")) }
    }

    /// The value of `host` in the properties file.
    package var list: String {
        let text = (try? topology.workspace.read(file("properties"))) ?? ""
        return text.split(separator: "\n").last { $0.hasPrefix("host=") }.map { String($0.dropFirst(5)) } ?? ""
    }

    /// The properties file, not its text alone: changes whenever anybody writes it.
    package var fileIdentity: String {
        get async throws { try await Command("stat", "--format", "%i %y %z", path("properties")).succeed() }
    }

    /// How often swiftlvs-agent had the agent reconnect.
    package var moves: Int {
        ((try? topology.workspace.read(file("moves"))) ?? "").split(separator: "\n").count
    }

    /// What swiftlvs-agent says of itself.
    package var status: AgentStatusMessage {
        get async throws {
            let text = try await Command(
                "curl", "-sS", "--max-time", "10", "--unix-socket", path("status"), "http://localhost/"
            ).succeed()
            return try MessageCoding.decode(AgentStatusMessage.self, from: Array(text.utf8))
        }
    }

    private func file(_ kind: String) -> String { "a\(id).\(kind)" }
    private func path(_ kind: String) -> String { topology.workspace.path(file(kind)) }

    /// The agent and what starts it anew whenever it ends. It takes the first server of its list that answers.
    private static let agent = """
        files=$1 pushed=$2
        agent() {
            held=$(sed -n 's/^host=//p' "${files}properties")
            list=${held%@*}
            for server in ${list//,/ }; do
                { exec 3<>"/dev/tcp/$server/\(PlatformServers.port)"; } 2>/dev/null || continue
                if [ -n "$pushed" ] && [ "$held" != "$pushed" ]; then
                    sed "s/^host=.*/host=$pushed/" "${files}properties" >"${files}pushed"
                    mv "${files}pushed" "${files}properties"
                    # It goes to the first server of what it was told soon.
                    read -r -t 1 -u 3
                    exec 3<>"/dev/tcp/${pushed%%,*}/\(PlatformServers.port)"
                fi
                read -r -u 3
                exit
            done
        }
        while :; do
            agent &
            echo $! >"${files}pid"
            wait $!
            sleep 0.2
        done

        """
}
