package import Deadlines

/// What `swiftlvs-agent` is told in its file.
package struct AgentConfiguration: Hashable, Sendable {
    /// How the agent is made to connect anew.
    package enum ReconnectAction: Hashable, Sendable {
        /// A program and its arguments.
        case command([String])
        /// A systemd unit, and what is done with it.
        case unit(String, UnitVerb)
    }

    /// What systemd is asked to do with a unit.
    package enum UnitVerb: String, CaseIterable, Hashable, Sendable {
        case restart
        case reload
    }

    /// Which of the platform's names stands for an algorithm that it does not have.
    package enum AlgorithmName: String, CaseIterable, Hashable, Sendable {
        case `static`
        case roundrobin
        case shuffle
    }

    package internal(set) var loadBalancers: [APIAddress] = []
    package internal(set) var group = ""
    package internal(set) var agent = ""
    package internal(set) var zone = ""
    package internal(set) var cluster: String?
    /// Where the agent itself can be reached.
    package internal(set) var address: String?
    package internal(set) var tokenFile: String?
    /// The authorities that the load balancers' certificates are checked with; nil: the system's.
    package internal(set) var authorityFile: String?
    package internal(set) var propertiesFile = "/etc/cloudstack/agent/agent.properties"
    package internal(set) var algorithmName = AlgorithmName.static
    /// The port that the agent connects to.
    package internal(set) var port: UInt16 = 8_250
    /// Nil: the agent is never made to reconnect.
    package internal(set) var reconnectAction: ReconnectAction?
    package internal(set) var busyCheck: [String]?
    package internal(set) var minReconnectInterval = Nanoseconds.seconds(3_600)
    package internal(set) var leaveAvoidedAfter = Nanoseconds.seconds(60)
    /// Between two registrations.
    package internal(set) var refreshInterval = Nanoseconds.seconds(30)
    /// Between two looks at the file and the connections.
    package internal(set) var lookInterval = Nanoseconds.seconds(5)
    package internal(set) var stateDirectory = "/var/lib/swiftlvs-agent"
    package internal(set) var statusSocket = "/run/swiftlvs-agent/status.sock"

    /// The same with other places of its own.
    package func with(stateDirectory: String? = nil, statusSocket: String? = nil) -> AgentConfiguration {
        var copy = self
        copy.stateDirectory = stateDirectory ?? copy.stateDirectory
        copy.statusSocket = statusSocket ?? copy.statusSocket
        return copy
    }
}

/// `swiftlvs-agent`'s file as far as it could be read, and everything that is wrong with it.
package struct AgentParseOutcome: Sendable {
    /// Meant for use only where there are no errors.
    package let configuration: AgentConfiguration
    /// In the order of the file.
    package let diagnostics: [Diagnostic]

    /// Whether the file must not be used.
    package var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }
}
