import ControlMessages
import NodeConfiguration
import PeerClient

/// Asks the peers of a group for its agents until one knows them all, or nobody wants to hear it any more.
struct PeerImport {
    private static let pause = Duration.seconds(2)

    let group: String
    let peers: [GroupPeer]

    /// - Parameter merge: takes in an answer and says whether more are wanted
    func run(_ merge: (AgentListMessage) async -> Bool) async {
        while !Task.isCancelled {
            for peer in peers {
                guard let list = await agents(of: peer) else { continue }
                guard await merge(list) else { return }
            }
            try? await Task.sleep(for: Self.pause)
        }
    }

    /// What a peer knows; nil where it does not answer, which is no news while it starts, too.
    private func agents(of peer: GroupPeer) async -> AgentListMessage? {
        let path = ControlPath.agents(of: group).description
        guard let body = try? await PeerClient(host: peer.host, port: peer.port).get(path) else { return nil }
        return try? MessageCoding.decode(AgentListMessage.self, from: body)
    }
}
