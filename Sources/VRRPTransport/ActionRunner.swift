import Addresses
import CLinux
import Deadlines
import Netlink
import Polling
import VRRPEngine

/// Carries out what the virtual routers ask for.
final class ActionRunner {
    private let client: RouteClient
    private let frames: FrameSocket
    private let sockets: SocketSet
    private let reports: Reports
    private var keeper = AddressKeeper()
    /// Knows what left through this runner.
    var secondDaemons = SecondDaemonDetector()

    init(client: RouteClient, sockets: SocketSet, reports: Reports) throws(SystemCallError) {
        self.client = client
        self.sockets = sockets
        self.reports = reports
        frames = try FrameSocket()
    }

    /// Carries one action out. Returns what the router is to hear in answer.
    func run(_ action: Action, for hosted: HostedRouter, in table: InterfaceTable, at now: Instant) -> Event? {
        switch action {
        case .sendAdvertisement(let priority):
            send(priority, for: hosted, at: now)
        case .addAddresses:
            let failures = keeper.addAddresses(of: hosted.settings, in: table, by: client)
            log(failures, for: hosted)
            hosted.refusedAddresses = failures.filter(\.isAdvertised).map(\.address)
            return hosted.refusedAddresses.isEmpty ? nil : .addressRefused
        case .removeAddresses:
            log(keeper.removeAddresses(of: hosted.settings, in: table, by: client), for: hosted)
        case .announce(let repetitions):
            announce(hosted.settings, repetitions, in: table)
        case .transition(let from, let to, let reason):
            let transition = Transition(at: now, from: from, to: to, reason: reason.description)
            hosted.note(transition)
            reports.onNotice(
                .transition(
                    TransitionNotice(
                        name: hosted.settings.name, from: from, to: to, reason: transition.reason,
                        priority: hosted.router.effectivePriority, at: now)))
        case .priorityChanged(let from, let to):
            reports.onNotice(
                .priorityChanged(name: hosted.settings.name, state: hosted.router.state, from: from, to: to))
        case .heardLowerPriorityMaster:
            reports.onNotice(
                .heardLowerPriorityMaster(name: hosted.settings.name, priority: hosted.router.effectivePriority))
        case .report(let observation):
            warn(observation.kind, observation.description, for: hosted, at: now)
        }
        return nil
    }

    /// Takes the addresses off that new settings no longer have.
    func removeAddresses(of hosted: HostedRouter, notIn new: RouterSettings, in table: InterfaceTable) {
        let kept = Set(new.addresses + new.excludedAddresses)
        log(keeper.removeAddresses(of: hosted.settings, except: kept, in: table, by: client), for: hosted)
    }

    /// Whether the kernel now takes the addresses that it refused to the router.
    func acceptsRefusedAddresses(of hosted: HostedRouter, in table: InterfaceTable) -> Bool {
        keeper.accepts(hosted.refusedAddresses, of: hosted.settings, in: table, by: client)
    }

    /// Whether a router put the address there and has not taken it off.
    func isHeld(_ address: LinkAddress) -> Bool { keeper.holder(of: address) != nil }

    /// The routers whose addresses somebody else took away from an interface that is still there.
    ///
    /// - Parameter table: as just read.
    func victims(in table: InterfaceTable) -> Set<RouterKey> {
        keeper.forgetInterfaces(missingIn: table)
        return keeper.holders(missingIn: table)
    }

    /// An interface is gone, and with it the addresses that it had.
    func forget(interfaceIndex: Int32) { keeper.forget(interfaceIndex: interfaceIndex) }

    /// Logs a warning about a router, at most one of a kind in a minute.
    func warn(_ kind: String, _ text: @autoclosure () -> String, for hosted: HostedRouter, at now: Instant) {
        guard let suppressed = hosted.limiter.admit(kind, at: now) else { return }
        let more = suppressed > 0 ? " (and \(suppressed) more like it)" : ""
        reports.log.warning("\(hosted.settings.name): \(text())\(more)")
    }

    private func send(_ priority: UInt8, for hosted: HostedRouter, at now: Instant) {
        guard let socket = sockets.socket(for: hosted.settings), let source = hosted.router.sourceAddress
        else { return }
        let failure = socket.send(hosted.message(priority: priority, from: source), from: source)
        guard failure == 0 else {
            hosted.counters.sendFailures &+= 1
            // A farewell through an interface that went down is tried and not expected to succeed.
            guard priority > 0 else { return }
            warn("send", "\(SystemCallError("sending an advertisement", errno: failure))", for: hosted, at: now)
            return
        }
        hosted.counters.count(sentPriority: priority)
        secondDaemons.noteSent(hosted.key.virtualRouterID, from: source, at: now)
    }

    private func announce(_ settings: RouterSettings, _ repetitions: Int, in table: InterfaceTable) {
        var prepared: [(frame: [UInt8], interfaceIndex: Int32)] = []
        for address in settings.addresses + settings.excludedAddresses {
            guard let link = table.link(address.interface ?? settings.interface), let hardware = link.macAddress
            else { continue }
            switch address.prefix.address {
            case .v4(let target): prepared.append((GratuitousARP.frame(for: target, at: hardware), link.index))
            case .v6(let target): prepared.append((UnsolicitedNA.frame(for: target, at: hardware), link.index))
            }
        }
        for _ in 0..<repetitions {
            // A frame that is lost has its repetition; one that cannot be sent has a router that will be in FAULT.
            for (frame, interfaceIndex) in prepared { _ = frames.send(frame, outOf: interfaceIndex) }
        }
    }

    private func log(_ failures: [AddressFailure], for hosted: HostedRouter) {
        for failure in failures { reports.log.error("\(hosted.settings.name): \(failure.error)") }
    }
}

extension Observation {
    fileprivate var kind: String {
        switch self {
        case .secondOwner: "second owner"
        case .equalPriorityMaster: "equal priority"
        case .addressListDiffers: "address list"
        case .intervalDiffers: "interval"
        }
    }
}
