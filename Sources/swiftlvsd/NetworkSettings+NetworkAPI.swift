import ControlAPI
import NodeConfiguration

extension NetworkSettings {
    /// Where the file wants the network served.
    init(_ api: NetworkAPI) {
        self.init(
            listens: api.listens, certificate: api.identity?.certificate, key: api.identity?.key,
            tokenFile: api.tokenFile, serverNames: api.serverNames)
    }
}
