import Addresses
import Netlink
import Polling

/// Whether interfaces are there, up and have their carrier. One thread uses it.
final class CarrierWatch {
    private let source: LinkSource
    private let report: (WatchedFact) -> Void
    private var interfaces: [InterfaceName] = []
    private var states: [InterfaceName: Bool] = [:]
    /// Whether reading them did not work the last time.
    private(set) var isStale = false

    /// - Parameter token: in the poller, for what changes.
    init(poller: Poller, token: UInt64, report: @escaping (WatchedFact) -> Void) {
        source = LinkSource(poller: poller, token: token)
        self.report = report
    }

    func configure(_ interfaces: [InterfaceName]) {
        self.interfaces = interfaces
        states = states.filter { interfaces.contains($0.key) }
        lookAgain()
    }

    func takeChanges() {
        // What changed is read from the kernel, so that a loss is no different from a change.
        let concernsLinks =
            source.takeChanges()?.contains { change in
                switch change {
                case .link, .linkRemoved, .resync: true
                case .addressAdded, .addressRemoved: false
                }
            } ?? true
        if concernsLinks { lookAgain() }
    }

    func lookAgain() {
        guard !interfaces.isEmpty else { return }
        do {
            let links = try source.client().links()
            isStale = false
            for interface in interfaces {
                let isUp = links.contains { $0.name == interface && $0.isUp && $0.hasCarrier }
                if states.updateValue(isUp, forKey: interface) != isUp { report(.interface(interface, isUp: isUp)) }
            }
        } catch {
            isStale = true
            // Whoever waits for the first look must not wait for ever; what is known holds.
            for interface in interfaces where states[interface] == nil { report(.unreadable(interface, "\(error)")) }
        }
    }
}
