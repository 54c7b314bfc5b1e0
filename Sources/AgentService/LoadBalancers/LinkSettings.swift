import Deadlines
import NodeConfiguration
import PeerClient

/// All that one load balancer's link depends on.
struct LinkSettings: Hashable, Sendable {
    let address: APIAddress
    let credentials: Credentials
    let group: String
    let agent: String
    let zone: String
    let refreshInterval: Nanoseconds

    static func all(of configuration: AgentConfiguration) -> [LinkSettings] {
        configuration.loadBalancers.map { address in
            LinkSettings(
                address: address,
                credentials: Credentials(
                    tokenFile: configuration.tokenFile, authorityFile: configuration.authorityFile),
                group: configuration.group, agent: configuration.agent, zone: configuration.zone,
                refreshInterval: configuration.refreshInterval)
        }
    }
}
