import Netlink

/// Keeps an `InterfaceTable` true to the kernel.
final class InterfaceWatch {
    private let client: RouteClient
    private let monitor: LinkMonitor
    private(set) var table = InterfaceTable()

    /// - Parameter client: for reading everything at the start and after a loss.
    init(client: RouteClient) throws(NetlinkError) {
        self.client = client
        // Before the first reading, so that no change falls between.
        monitor = try LinkMonitor()
        try readAll()
    }

    /// Readable while changes wait.
    var descriptor: Int32 { monitor.descriptor }

    /// Takes the changes that wait and returns them; `.resync` among them means that everything was read again.
    func takeChanges() throws(NetlinkError) -> [LinkChange] {
        let changes = try monitor.takeChanges()
        if changes.contains(.resync) {
            try readAll()
        } else {
            for change in changes { table.apply(change) }
        }
        return changes
    }

    private func readAll() throws(NetlinkError) {
        table = InterfaceTable(links: try client.links(), addresses: try client.addresses())
    }
}
