import Addresses
import Netlink
import Polling

/// Which of some addresses are on this host. One thread uses it.
final class AddressWatch {
    private struct Source {
        let monitor: LinkMonitor
        let client: RouteClient
    }

    private let poller: Poller
    private let token: UInt64
    private let report: (WatchedFact) -> Void
    /// Nil before there is anything to watch, and where it was not to be had.
    private var source: Source?
    private var addresses: Set<IPAddress> = []
    /// As told; nil before.
    private var present: Set<IPAddress>?
    /// Whether reading them did not work the last time; what was told holds.
    private(set) var isStale = false

    /// - Parameter token: in the poller, for what changes.
    init(poller: Poller, token: UInt64, report: @escaping (WatchedFact) -> Void) {
        self.poller = poller
        self.token = token
        self.report = report
    }

    func configure(_ addresses: Set<IPAddress>) {
        guard addresses != self.addresses else { return }
        self.addresses = addresses
        present = nil
        lookAgain()
    }

    func takeChanges() {
        // What changed is read from the kernel, so that a loss is no different from a change.
        let changes = try? source?.monitor.takeChanges()
        let concernsAddresses =
            changes?.contains { change in
                switch change {
                case .addressAdded(let address), .addressRemoved(let address):
                    addresses.contains(address.prefix.address)
                case .linkRemoved, .resync: true
                case .link: false
                }
            } ?? true
        if concernsAddresses { lookAgain() }
    }

    func lookAgain() {
        guard !addresses.isEmpty else { return }
        do {
            let now = Set(try openSource().client.addresses().map(\.prefix.address)).intersection(addresses)
            isStale = false
            guard now != present else { return }
            present = now
            report(.present(now))
        } catch {
            isStale = true
        }
    }

    private func openSource() throws -> Source {
        if let source { return source }
        let opened = Source(monitor: try LinkMonitor(), client: try RouteClient())
        try poller.add(opened.monitor.descriptor, token: token, interest: .readable)
        source = opened
        return opened
    }
}
