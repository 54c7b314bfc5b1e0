import Netlink
import Polling

/// The kernel's links and addresses, and what it tells of their changes; opened when it is asked for the first time.
final class LinkSource {
    private let poller: Poller
    private let token: UInt64
    /// Nil before there is anything to watch, and where it was not to be had.
    private var opened: (monitor: LinkMonitor, client: RouteClient)?

    /// - Parameter token: in the poller, for what changes.
    init(poller: Poller, token: UInt64) {
        self.poller = poller
        self.token = token
    }

    /// Who reads them.
    func client() throws -> RouteClient {
        if let opened { return opened.client }
        let source = (monitor: try LinkMonitor(), client: try RouteClient())
        try poller.add(source.monitor.descriptor, token: token, interest: .readable)
        opened = source
        return source.client
    }

    /// What has changed; nil where that is not known.
    func takeChanges() -> [LinkChange]? { try? opened?.monitor.takeChanges() }
}
