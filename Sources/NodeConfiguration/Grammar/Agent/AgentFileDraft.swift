import Deadlines

/// `swiftlvs-agent`'s file as it stands there.
struct AgentFileDraft {
    var loadBalancers: [(address: APIAddress, position: SourceOffset)] = []
    var group = Setting<String>()
    var agent = Setting<String>()
    var zone = Setting<String>()
    var cluster = Setting<String>()
    var address = Setting<String>()
    var tokenFile = Setting<String>()
    var authorityFile = Setting<String>()
    var propertiesFile = Setting<String>()
    var algorithmName = Setting<AgentConfiguration.AlgorithmName>()
    var port = Setting<UInt16>()
    var reconnectAction = Setting<AgentConfiguration.ReconnectAction>()
    var busyCheck = Setting<[String]>()
    var minReconnectInterval = Setting<Nanoseconds>()
    var leaveAvoidedAfter = Setting<Nanoseconds>()
    var refreshInterval = Setting<Nanoseconds>()
    var lookInterval = Setting<Nanoseconds>()
    var stateDirectory = Setting<String>()
    var statusSocket = Setting<String>()

    /// The file with its defaults; what is missing is said at the file's start.
    func completed(_ context: inout ReadingContext) -> AgentConfiguration {
        let start = SourceOffset(0)
        func missing(_ text: String) { context.error("\(text) is missing", at: start) }
        if loadBalancers.isEmpty { missing("'load_balancer'") }
        if !group.isGiven { missing("'group', the management_server_group of the load balancers,") }
        if !agent.isGiven { missing("'agent_id', the id of this host in the cloud platform,") }
        if !zone.isGiven { missing("'zone'") }
        reportRepetitions(&context)
        if !tokenFile.isGiven, let asking = loadBalancers.first(where: { $0.address.needsToken }) {
            context.error("'load_balancer \(asking.address)' needs a 'token_file'", at: asking.position)
        }
        var result = AgentConfiguration()
        result.loadBalancers = loadBalancers.map(\.address)
        result.group = group.value ?? ""
        result.agent = agent.value ?? ""
        result.zone = zone.value ?? ""
        result.cluster = cluster.value
        result.address = address.value
        result.tokenFile = tokenFile.value
        result.authorityFile = authorityFile.value
        result.propertiesFile = propertiesFile.value ?? result.propertiesFile
        result.algorithmName = algorithmName.value ?? result.algorithmName
        result.port = port.value ?? result.port
        result.reconnectAction = reconnectAction.value
        result.busyCheck = busyCheck.value
        result.minReconnectInterval = minReconnectInterval.value ?? result.minReconnectInterval
        result.leaveAvoidedAfter = leaveAvoidedAfter.value ?? result.leaveAvoidedAfter
        result.refreshInterval = refreshInterval.value ?? result.refreshInterval
        result.lookInterval = lookInterval.value ?? result.lookInterval
        result.stateDirectory = stateDirectory.value ?? result.stateDirectory
        result.statusSocket = statusSocket.value ?? result.statusSocket
        return result
    }

    private func reportRepetitions(_ context: inout ReadingContext) {
        var positions: [APIAddress: SourceOffset] = [:]
        for (address, position) in loadBalancers {
            if let earlier = positions.updateValue(position, forKey: address) {
                context.error(
                    "load_balancer '\(address)' is already named at \(context.position(of: earlier))", at: position)
            }
        }
    }
}
