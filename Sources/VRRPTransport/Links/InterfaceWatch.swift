import CLinux
import Deadlines
package import Netlink
import Polling

/// Reads interfaces and addresses.
package protocol InterfaceReading {
    func links() throws(NetlinkError) -> [Link]
    func addresses() throws(NetlinkError) -> [LinkAddress]
}

/// Hears of changes to interfaces and addresses.
package protocol InterfaceChangeHearing {
    /// Readable while changes wait.
    var descriptor: Int32 { get }
    func takeChanges() throws(NetlinkError) -> [LinkChange]
}

extension RouteClient: InterfaceReading {}
extension LinkMonitor: InterfaceChangeHearing {}

/// Keeps an `InterfaceTable` true to the kernel.
package final class InterfaceWatch {
    private let reader: any InterfaceReading
    private let monitor: any InterfaceChangeHearing
    package private(set) var table = InterfaceTable()
    /// Whether changes were lost and reading everything again did not work: to be tried again soon.
    package private(set) var isStale = false

    /// - Parameters:
    ///   - monitor: opened before, so that no change falls between it and the first reading.
    ///   - reader: for reading everything at the start and after a loss.
    package init(monitor: any InterfaceChangeHearing, reader: any InterfaceReading) throws(NetlinkError) {
        self.monitor = monitor
        self.reader = reader
        try readAll()
    }

    /// Readable while changes wait.
    package var descriptor: Int32 { monitor.descriptor }

    /// Takes the changes that wait and returns them; `.resync` among them means that everything was read again.
    ///
    /// - Throws: what trying again does not help against. Otherwise `isStale` says that it is to be done.
    package func takeChanges() throws(NetlinkError) -> [LinkChange] {
        var changes: [LinkChange] = []
        do throws(NetlinkError) {
            changes = try monitor.takeChanges()
        } catch {
            guard error.isTransient else { throw error }
            isStale = true
        }
        for change in changes { table.apply(change) }
        if changes.contains(.resync) { isStale = true }
        changes.removeAll { $0 == .resync }
        if isStale, try readAgain() { changes.append(.resync) }
        return changes
    }

    /// Takes over a change that was made here and has not been heard of yet.
    package func note(_ change: LinkChange) { table.apply(change) }

    /// Reads everything again. Returns whether that worked; if not, `isStale` says that it is to be tried again.
    ///
    /// - Throws: what trying again does not help against.
    package func readAgain() throws(NetlinkError) -> Bool {
        do throws(NetlinkError) {
            try readAll()
            isStale = false
        } catch {
            guard error.isTransient else { throw error }
            isStale = true
        }
        return !isStale
    }

    private func readAll() throws(NetlinkError) {
        table = InterfaceTable(
            links: try reader.links(), addresses: try reader.addresses(), readAt: MonotonicClock.now)
    }
}

extension NetlinkError {
    /// Whether the kernel was only too busy, or short of memory.
    fileprivate var isTransient: Bool { [EAGAIN, ETIMEDOUT, ENOBUFS, ENOMEM, EINTR].contains(errno) }
}
