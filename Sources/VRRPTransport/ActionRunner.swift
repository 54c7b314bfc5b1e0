import Addresses
import CLinux
import Deadlines
import Netlink
import Polling
import VRRPEngine

/// Carries out what the virtual routers ask for.
final class ActionRunner {
    private let frames: FrameSocket
    private let sockets: SocketSet
    private let reports: Reports
    /// What masters have in the kernel.
    let links: LinkKeeper
    /// Sockets with advertisements that wait to be sent.
    private var filled: [AdvertisementSocket] = []
    /// For warnings of all routers together: with hundreds of them, one a minute of each kind is a flood, too.
    private var reportBudget = ReportBudget()
    /// What is to be announced, under the limits.
    var announcements = AnnouncementQueue()
    /// Knows what left through this runner.
    var secondDaemons = SecondDaemonDetector()

    init(client: RouteClient, sockets: SocketSet, reports: Reports) throws(SystemCallError) {
        links = LinkKeeper(client: client, reports: reports)
        self.sockets = sockets
        self.reports = reports
        frames = try FrameSocket()
    }

    /// Announcements sent before the loop has a look at what else there is.
    private static let announcementsPerTurn = 64

    /// Carries one action out; advertisements wait for `sendPosted`, announcements for `sendAnnouncements`. Returns what
    /// the router is to hear in answer.
    func run(_ action: Action, for hosted: HostedRouter, in table: InterfaceTable, at now: Instant) -> Event? {
        switch action {
        case .sendAdvertisement(let priority):
            // The farewell of one that is not master any more leaves by an interface that is on still.
            if priority > 0 { links.raise(hosted, in: table, at: now) }
            post(priority, for: hosted, at: now)
        case .addAddresses:
            return links.takeUp(hosted, in: table, at: now) ? nil : .addressRefused
        case .removeAddresses:
            announcements.cancel { $0.router == hosted.key }
            links.putDown(hosted, in: table, at: now)
        case .announce(let repetitions):
            announce(links.carriedAddresses(of: hosted, in: table), of: hosted, repetitions, in: table)
        case .transition(let from, let to, let reason):
            let transition = Transition(at: now, from: from, to: to, reason: reason.description)
            hosted.note(transition)
            if to != .backup, to != .master { links.dropLeftovers(of: hosted, in: table, at: now) }
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

    /// Takes away what new settings no longer have.
    func putDown(_ hosted: HostedRouter, notIn new: InstanceSettings, in table: InterfaceTable) {
        let kept = Set((new.router.addresses + new.router.excludedAddresses).map(\.prefix.address))
        announcements.cancel { $0.router == hosted.key && !kept.contains($0.address) }
        links.putDown(hosted, notIn: new, in: table)
    }

    /// An interface is gone, and with it the addresses that it had.
    func forget(interfaceIndex: Int32) {
        announcements.cancel { $0.interfaceIndex == interfaceIndex }
        links.forget(interfaceIndex: interfaceIndex)
    }

    /// Tells an operator about a router, at most one of a kind in a minute and a few of all routers in a second.
    func warn(_ kind: String, _ text: @autoclosure () -> String, for hosted: HostedRouter, at now: Instant) {
        guard let suppressed = hosted.limiter.admit(kind, at: now, within: &reportBudget) else { return }
        let more = suppressed > 0 ? " (and \(suppressed) more like it)" : ""
        reports.onIncident(VRRPIncident(name: hosted.settings.name, text: text() + more))
    }

    /// Sends the advertisements that wait: all that go through one socket by one system call.
    func sendPosted(at now: Instant) {
        guard !filled.isEmpty else { return }
        for socket in filled {
            socket.outbox.send(through: socket.descriptor) { posting, failure in note(posting, failure, at: now) }
        }
        filled.removeAll(keepingCapacity: true)
    }

    /// Sends the announcements that may leave now, or as many of them as one turn allows.
    func sendAnnouncements(at now: Instant) {
        guard let deadline = announcements.deadline, deadline <= now else { return }
        frames.send(announcements.takeDue(at: now, capacity: Self.announcementsPerTurn))
    }

    private func post(_ priority: UInt8, for hosted: HostedRouter, at now: Instant) {
        guard let socket = hosted.sender, let source = hosted.router.sourceAddress else { return }
        if socket.outbox.isEmpty { filled.append(socket) }
        let messages = hosted.messages(priority: priority, from: source)
        for index in messages.indices {
            let route = Route(
                from: source, to: hosted.destinations[index], outOf: socket.interfaceIndex, hopLimit: hosted.unicastTTL)
            let posting = AdvertisementSocket.Posting(
                hosted: hosted, priority: priority, isLast: index == messages.count - 1)
            let failure = socket.outbox.add(messages[index], by: route, tag: posting)
            if failure != 0 { note(posting, failure, at: now) }
        }
        secondDaemons.noteSent(hosted.key.virtualRouterID, from: source, at: now)
    }

    /// What became of an advertisement.
    private func note(_ posting: AdvertisementSocket.Posting, _ failure: Int32, at now: Instant) {
        guard failure != 0 else {
            if posting.isLast { posting.hosted.counters.count(sentPriority: posting.priority) }
            return
        }
        posting.hosted.counters.sendFailures &+= 1
        // A farewell through an interface that went down is tried and not expected to succeed.
        guard posting.priority > 0 else { return }
        warn(
            "send", "\(SystemCallError("sending an advertisement", errno: failure))", for: posting.hosted, at: now)
    }

    /// Announces some of a router's addresses.
    func announce(
        _ addresses: [VirtualAddress], of hosted: HostedRouter, _ repetitions: Int, in table: InterfaceTable
    ) {
        for address in addresses {
            guard let interface = hosted.interface(of: address), let link = table.link(interface),
                let hardware = link.macAddress
            else { continue }
            announcements.add(
                Announcement(
                    of: address.prefix.address, by: hosted.key, on: interface, index: link.index, at: hardware),
                repetitions: repetitions)
        }
    }
}

extension Observation {
    fileprivate var kind: String {
        switch self {
        case .secondOwner: "second owner"
        case .equalPriorityMaster: "equal priority"
        case .deafMaster: "deaf master"
        case .addressListDiffers: "address list"
        case .intervalDiffers: "interval"
        case .linkLocalMissing: "link-local"
        }
    }
}
