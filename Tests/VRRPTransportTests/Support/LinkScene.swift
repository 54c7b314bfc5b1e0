import Deadlines
import Logging
import Netlink
import Synchronization
import VRRPEngine
import VRRPTransport

/// A keeper, a kernel and interfaces for one router that does what it is told.
final class LinkScene {
    let kernel = FakeKernel()
    let interfaces = FakeInterfaces()
    let watch: InterfaceWatch
    let keeper: LinkKeeper
    let hosted: HostedRouter
    private let heard = Incidents()
    var table = InterfaceTable(links: [Samples.link("eth0")])

    /// What the keeper told so far.
    var incidents: [String] { heard.texts.withLock { $0 } }

    private final class Incidents: Sendable {
        let texts = Mutex<[String]>([])
    }

    init(_ instance: InstanceSettings) throws(NetlinkError) {
        let heard = self.heard
        watch = try InterfaceWatch(monitor: interfaces, reader: interfaces)
        keeper = LinkKeeper(
            client: kernel,
            reports: Reports(logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }) { incident in
                heard.texts.withLock { $0.append(incident.text) }
            })
        hosted = HostedRouter(instance, at: Samples.start)
        tell(.sourceAddressChanged(Samples.address("192.0.2.1/24")))
        keeper.prepare([hosted], in: watch, at: Samples.start)
        kernel.forgetCalls()
    }

    /// Addresses that are there, in the kernel and as heard from it.
    func present(_ addresses: [LinkAddress], readAt: Instant = Samples.start) {
        kernel.addresses = Set(addresses.map { "\($0.prefix) \($0.interfaceIndex)" })
        table = InterfaceTable(links: table.links, addresses: addresses, readAt: readAt)
    }

    /// Tells the router and does with addresses what it asks for. Returns whether the kernel took them.
    @discardableResult
    func tell(_ event: Event, at now: Instant = Samples.start) -> Bool {
        var actions: [Action] = []
        hosted.handle(event, at: now, into: &actions)
        return carryOut(actions, at: now)
    }

    @discardableResult
    func carryOut(_ actions: [Action], at now: Instant = Samples.start) -> Bool {
        var isAccepted = true
        for action in actions {
            switch action {
            case .addAddresses: isAccepted = keeper.takeUp(hosted, in: table, at: now) && isAccepted
            case .removeAddresses: keeper.putDown(hosted, in: table, at: now)
            default: break
            }
        }
        return isAccepted
    }

    /// Lets the router start and become master.
    @discardableResult
    func becomeMaster() -> Bool {
        tell(.start)
        return tell(.deadlineReached, at: Samples.start + .seconds(10))
    }
}
