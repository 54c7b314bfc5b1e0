import Addresses
import Deadlines

extension ManagementServerGroupDraft {
    static let standardAlgorithm = "static"
    static let standardPort: UInt16 = 8_250
    static let standardHeartbeat = Nanoseconds.seconds(60)
    static let standardMoves = 100
    static let standardAgents = 1_000_000
    static let standardNewAgents = 100
    /// The longest period of the weights' turns.
    static let largestWeightSum = 65_536

    /// The group with its defaults; what is defined twice is reported with both places.
    ///
    /// - Parameter tokenFile: the node's own tokens, which peers take where nothing else is said.
    func completed(tokenFile: Setting<String>, _ context: inout ReadingContext) -> ManagementServerGroup {
        let port = defaultPort.value ?? Self.standardPort
        if servers.isEmpty {
            context.error("management_server_group '\(name.text)' has no 'server' and no 'host'", at: name.position)
        }
        reportRepetitions(
            servers.filter { !$0.isListed }.map { ("server \($0.host) \($0.port ?? port)", $0.position) }, &context)
        reportRepetitions(agents.map { ("agent '\($0.id.text)'", $0.id.position) }, &context)
        reportRepetitions(clusters.map { ("cluster '\($0.name.text)'", $0.name.position) }, &context)
        reportRepetitions(peers.map { ("peer \($0.address)", $0.position) }, &context)
        reportWeights(&context)
        return ManagementServerGroup(
            name: name.text, algorithm: algorithm.value ?? Self.standardAlgorithm,
            checkInterval: checkInterval.value ?? .zero, defaultPort: port,
            servers: servers.map { $0.completed(defaultPort: port, &context) },
            agents: agents.map { KnownAgent(id: $0.id.text, zone: $0.zone.value ?? "", cluster: $0.cluster.value) },
            clusters: clusters.map { cluster in
                AgentCluster(
                    name: cluster.name.text,
                    checkInterval: cluster.checkInterval.value ?? checkInterval.value ?? .zero)
            },
            agentExpiry: agentExpiry.value ?? .zero,
            agentHeartbeat: agentHeartbeat.value ?? Self.standardHeartbeat,
            maxMovesPerSecond: maxMovesPerSecond.value ?? Self.standardMoves,
            maxAgents: maxAgents.value ?? Self.standardAgents,
            maxNewAgentsPerSecond: maxNewAgentsPerSecond.value ?? Self.standardNewAgents,
            peers: peers.map { $0.completed(tokenFile: tokenFile, &context) },
            position: context.position(of: name.position))
    }

    /// Shares are exact, so the turns of all weights together have to stay few.
    private func reportWeights(_ context: inout ReadingContext) {
        let weights = servers.map { $0.weight.value ?? 1 }
        let divisor = max(1, weights.reduce(0) { Self.greatestCommonDivisor($0, $1) })
        let sum = weights.reduce(0) { $0 + $1 / divisor }
        guard sum > Self.largestWeightSum else { return }
        context.error(
            "the weights of management_server_group '\(name.text)' add up to \(sum) in lowest terms,"
                + " more than \(Self.largestWeightSum)", at: name.position)
    }

    private static func greatestCommonDivisor(_ left: Int, _ right: Int) -> Int {
        right == 0 ? left : greatestCommonDivisor(right, left % right)
    }

    private func reportRepetitions(
        _ entries: [(text: String, position: SourceOffset)], _ context: inout ReadingContext
    ) {
        var positions: [String: SourceOffset] = [:]
        for (text, position) in entries {
            if let earlier = positions[text] {
                context.error("\(text) is already defined at \(context.position(of: earlier))", at: position)
            } else {
                positions[text] = position
            }
        }
    }
}

extension PeerDraft {
    fileprivate func completed(tokenFile shared: Setting<String>, _ context: inout ReadingContext) -> GroupPeer {
        if authorityFile.isGiven, !address.isRemote {
            context.error(
                "'ca_file' is for https: there is no certificate to check at \(address)",
                at: authorityFile.position ?? position)
        }
        let tokens = tokenFile.or(shared)
        if address.isRemote, !tokens.isGiven {
            context.error("'peer \(address)' needs a 'token_file', here or in 'api'", at: position)
        }
        return GroupPeer(address: address, tokenFile: tokens.value, authorityFile: authorityFile.value)
    }
}

extension ManagementServerDraft {
    fileprivate func completed(defaultPort: UInt16, _ context: inout ReadingContext) -> ManagementServer {
        let port = port ?? defaultPort
        return ManagementServer(
            host: host, port: port, weight: weight.value ?? 1, draining: drain.value ?? false,
            checks: checks.compactMap { completed($0, port: port, &context) })
    }

    /// A check inherits nothing here. Names are not looked up, so a check needs an address.
    private func completed(_ check: CheckDraft, port: UInt16, _ context: inout ReadingContext) -> Check? {
        guard let address = IPAddress(host) ?? check.connectAddress.value ?? check.anyAddress else {
            if !check.connectAddress.isGiven {
                context.error(
                    "a check needs an address, and '\(host)' is a host name: set 'connect_ip'", at: check.position)
            }
            return nil
        }
        return check.completed(
            CheckTimingDraft(), Setting(), server: Endpoint(address, port: port), serviceLoop: nil, &context)
    }
}

extension CheckDraft {
    /// Stands for the address of a check that connects to none.
    fileprivate var anyAddress: IPAddress? { kind == .script || kind == .file ? .v4(.any) : nil }
}
