import Addresses
import Netlink

/// Whether interfaces are there, up and have their carrier. One thread uses it.
final class CarrierWatch {
    private let monitor: LinkMonitor
    private let client: RouteClient
    private let report: (WatchedFact) -> Void
    private var interfaces: [InterfaceName] = []
    private var states: [InterfaceName: Bool] = [:]
    /// Whether reading them did not work the last time.
    private(set) var isStale = false

    init(report: @escaping (WatchedFact) -> Void) throws(NetlinkError) {
        self.report = report
        monitor = try LinkMonitor()
        client = try RouteClient()
    }

    var descriptor: Int32 { monitor.descriptor }

    func configure(_ interfaces: [InterfaceName]) {
        self.interfaces = interfaces
        states = states.filter { interfaces.contains($0.key) }
        lookAgain()
    }

    func takeChanges() {
        // What changed is read from the kernel, so that a loss is no different from a change.
        let changes = try? monitor.takeChanges()
        let concernsLinks =
            changes?.contains { change in
                switch change {
                case .link, .linkRemoved, .resync: true
                case .addressAdded, .addressRemoved: false
                }
            } ?? true
        if concernsLinks { lookAgain() }
    }

    func lookAgain() {
        guard !interfaces.isEmpty else { return }
        guard let links = try? client.links() else {
            isStale = true
            return
        }
        isStale = false
        for interface in interfaces {
            let isUp = links.contains { $0.name == interface && $0.isUp && $0.hasCarrier }
            if states.updateValue(isUp, forKey: interface) != isUp { report(.interface(interface, isUp: isUp)) }
        }
    }
}
