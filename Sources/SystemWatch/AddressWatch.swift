import Addresses
import Netlink
import Polling

/// Which of some addresses are on this host. One thread uses it.
final class AddressWatch {
    private let source: LinkSource
    private let report: (WatchedFact) -> Void
    private var addresses: Set<IPAddress> = []
    /// As told; nil before.
    private var present: Set<IPAddress>?
    /// Whether reading them did not work the last time; what was told holds.
    private(set) var isStale = false

    /// - Parameter token: in the poller, for what changes.
    init(poller: Poller, token: UInt64, report: @escaping (WatchedFact) -> Void) {
        source = LinkSource(poller: poller, token: token)
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
        let concernsAddresses =
            source.takeChanges()?.contains { change in
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
            let now = Set(try source.client().addresses().map(\.prefix.address)).intersection(addresses)
            isStale = false
            guard now != present else { return }
            present = now
            report(.present(now, of: addresses))
        } catch {
            isStale = true
        }
    }
}
