import Addresses
import Hummingbird
import NIOCore

/// What is known of a request beside its own words.
struct ControlContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// Who asks over the network; nil on the control socket.
    let client: IPAddress?

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        client = source.channel.remoteAddress?.ipAddress.flatMap { IPAddress($0) }
    }
}
