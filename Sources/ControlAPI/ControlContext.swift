import Addresses
import Glibc
import Hummingbird
import NIOCore

/// What is known of a request beside its own words.
struct ControlContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// Who asks over the network; nil on the control socket.
    let client: IPAddress?
    private let channel: any Channel

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        channel = source.channel
        client = source.channel.remoteAddress?.ipAddress.flatMap { IPAddress($0) }
    }
}

extension ControlContext {
    /// `struct ucred` of sys/socket.h, which the Glibc module leaves out.
    private struct Peer {
        let process: pid_t
        let uid: uid_t
        let gid: gid_t
    }

    /// Whether root asks on the control socket, or whoever runs the daemon: neither is to be kept from anything that the
    /// daemon may see. Others of the socket's group are.
    func isFromOwner() async -> Bool {
        guard client == nil, let socket = channel as? any SocketOptionProvider else { return false }
        let name = NIOBSDSocket.Option(rawValue: SO_PEERCRED)
        guard let peer: Peer = try? await socket.unsafeGetSocketOption(level: .socket, name: name).get() else {
            return false
        }
        return peer.uid == 0 || peer.uid == geteuid()
    }
}
