import Synchronization

/// The daemons of a scenario, so that its end finds them all.
final class DaemonList: Sendable {
    private let daemons = Mutex<[any LoadBalancerDaemon]>([])

    var all: [any LoadBalancerDaemon] { daemons.withLock { $0 } }

    func adding<Daemon: LoadBalancerDaemon>(_ daemon: Daemon) -> Daemon {
        daemons.withLock { $0.append(daemon) }
        return daemon
    }
}
