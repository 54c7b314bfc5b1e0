import Deadlines
package import NodeConfiguration

/// What a configuration does that the kernel's IPVS settings can spoil.
package struct SysctlFacts: Hashable, Sendable {
    /// Services with persistence whose real servers are given weight 0, when a check fails or to drain them.
    package let persistentAtWeightZero: [ServiceName]
    /// Services whose real servers are removed when a check fails.
    package let removingFailed: [ServiceName]

    package init(of servers: [VirtualServer] = []) {
        persistentAtWeightZero = servers.filter { server in
            guard server.persistence != nil else { return false }
            return server.drainTimeout > .zero
                || server.realServers.contains { $0.inhibitOnFailure && !$0.checks.isEmpty }
        }.map(ServiceName.init)
        removingFailed = servers.filter { server in
            server.realServers.contains { !$0.inhibitOnFailure && !$0.checks.isEmpty }
        }.map(ServiceName.init)
    }

    /// The settings whose values matter to them.
    package var settings: [String] {
        (persistentAtWeightZero.isEmpty ? [] : [SysctlWarning.expireQuiescentTemplate])
            + (removingFailed.isEmpty ? [] : [SysctlWarning.expireNodestConn])
    }
}
