package import Addresses

/// Where an agent is, seen from where it should be.
package enum Standing: String, Hashable, Sendable {
    /// There is no list yet.
    case unknown
    /// It has no connection; finding one is the agent's own work.
    case unlinked
    /// It is connected to its preferred server.
    case preferred
    /// It is connected to another server of its list.
    case elsewhere
    /// It is connected to a server that is not on its list.
    case stranger
    /// It is connected to a server that it must avoid.
    case avoided

    package init(
        of connections: [Endpoint], in placement: Placement?, names: NameBook, usualPort: UInt16
    ) {
        guard let placement, let preferred = placement.preferred else {
            self = .unknown
            return
        }
        func isConnected(to server: ServerName) -> Bool {
            connections.contains { names.leads($0, to: server, usualPort: usualPort) }
        }
        self =
            if connections.isEmpty {
                .unlinked
            } else if isConnected(to: preferred) {
                .preferred
            } else if placement.avoid.contains(where: isConnected) {
                .avoided
            } else if placement.servers.contains(where: isConnected) {
                .elsewhere
            } else {
                .stranger
            }
    }
}
