import Addresses
import Deadlines
import Netlink
import Polling
import VRRPEngine

/// The thread's body: waits for packets, changes and deadlines, tells the routers, carries their actions out.
final class VRRPLoop {
    private enum Token {
        static let mailbox: UInt64 = 0
        static let interfaces: UInt64 = 1
        static let firstSocket: UInt64 = 2
    }

    /// After the last shutdown: who is waited for, and until when.
    private struct Stopping {
        var successorsMissing: Set<RouterKey>
        let deadline: Instant
        var waiting: [CheckedContinuation<Void, Never>]
    }

    /// Packets taken from one socket before the others have their turn.
    private static let packetsPerTurn = 512
    /// How often the descriptors are looked at again before deadlines are believed.
    private static let mostLooks = 4
    private static let successorPatience = Nanoseconds.seconds(1)
    /// A sighting may be of our own farewell for as long as this.
    private static let farewellShadow = Nanoseconds.seconds(1)

    private let mailbox: Mailbox<VRRPService.Request>
    private let reports: Reports
    private let poller: Poller
    private let interfaces: InterfaceWatch
    private let sockets: SocketSet
    private let runner: ActionRunner
    private var routers = RouterSet()
    private var virtualAddresses: Set<IPAddress> = []
    private var strayDiscards = DiscardCounters()
    private var isReleased = false
    private var watchesAreStale = false
    private var stopping: Stopping?
    private var buffer = [UInt8](repeating: 0, count: 1 << 16)
    private var ready: [ReadyDescriptor] = []
    private var actions: [Action] = []

    /// Runs until the service is stopped, and returns why it ended.
    static func run(mailbox: Mailbox<VRRPService.Request>, reports: Reports) -> VRRPTransportError {
        do throws(VRRPTransportError) {
            try VRRPLoop(mailbox: mailbox, reports: reports).runUntilStopped()
            return .stopped
        } catch {
            reports.log.error("\(error)")
            return error
        }
    }

    private init(mailbox: Mailbox<VRRPService.Request>, reports: Reports) throws(VRRPTransportError) {
        self.mailbox = mailbox
        self.reports = reports
        let client = try VRRPTransportError.wrapping { () throws(NetlinkError) in try RouteClient() }
        let interfaces = try VRRPTransportError.wrapping { () throws(NetlinkError) in
            try InterfaceWatch(client: client)
        }
        let poller = try VRRPTransportError.wrapping { () throws(SystemCallError) in
            let poller = try Poller()
            try poller.add(mailbox.wakeUp.descriptor, token: Token.mailbox, interest: .readable)
            try poller.add(interfaces.descriptor, token: Token.interfaces, interest: .readable)
            return poller
        }
        let sockets = SocketSet(poller: poller, firstToken: Token.firstSocket)
        self.interfaces = interfaces
        self.poller = poller
        self.sockets = sockets
        runner = try VRRPTransportError.wrapping { () throws(SystemCallError) in
            try ActionRunner(client: client, sockets: sockets, reports: reports)
        }
    }

    private func runUntilStopped() throws(VRRPTransportError) {
        while true {
            let deadline = min(routers.earliestDeadline() ?? .distantFuture, stopping?.deadline ?? .distantFuture)
            try wait(until: deadline)
            // What waits now is taken before any deadline up to now is believed: a router that was not run for a while
            // must not take over from a master whose advertisements lie in its socket.
            let believed = MonotonicClock.now
            if deadline <= believed {
                for _ in 0..<Self.mostLooks {
                    if try wait(until: believed) == 0 { break }
                }
                runDeadlines(upTo: believed)
            }
            if watchesAreStale { refreshWatches() }
            if let stopping, stopping.successorsMissing.isEmpty || stopping.deadline <= believed {
                for continuation in stopping.waiting { continuation.resume() }
                return
            }
        }
    }

    /// Waits for what comes and takes it. Returns how many descriptors were ready.
    @discardableResult
    private func wait(until deadline: Instant) throws(VRRPTransportError) -> Int {
        try VRRPTransportError.wrapping { () throws(SystemCallError) in
            try poller.wait(until: deadline == .distantFuture ? nil : deadline, into: &ready)
        }
        // Interfaces first: what they say decides how the rest is taken.
        if ready.contains(where: { $0.token == Token.interfaces }) { try takeInterfaceChanges() }
        for descriptor in ready where descriptor.token >= Token.firstSocket {
            switch sockets.source(descriptor.token) {
            case .advertisements(let socket): takeAdvertisements(from: socket)
            case .outgoing(let watch): takeSightings(from: watch)
            case nil: break
            }
        }
        if ready.contains(where: { $0.token == Token.mailbox }) { takeRequests() }
        return ready.count
    }

    private func runDeadlines(upTo believed: Instant) {
        while let hosted = routers.popDue(at: believed) { tell(hosted, .deadlineReached) }
    }

    /// Tells a router, carries its actions out, and tells it what came of them.
    private func tell(_ hosted: HostedRouter, _ event: Event) {
        let now = MonotonicClock.now
        actions.removeAll(keepingCapacity: true)
        hosted.router.handle(event, at: now, into: &actions)
        runActions(for: hosted, at: now)
    }

    private func runActions(for hosted: HostedRouter, at now: Instant) {
        var answer: Event?
        for action in actions {
            answer = runner.run(action, for: hosted, in: interfaces.table, at: now) ?? answer
            if case .transition = action { watchesAreStale = true }
        }
        routers.noteDeadline(of: hosted)
        if let answer { tell(hosted, answer) }
    }
}

// MARK: - Packets

extension VRRPLoop {
    private func takeAdvertisements(from socket: AdvertisementSocket) {
        for _ in 0..<Self.packetsPerTurn {
            switch socket.receive(into: &buffer) {
            case .nothing: return
            case .discarded(let reason): strayDiscards.count(reason)
            case .message(let envelope, let range): takeMessage(envelope, at: range, from: socket)
            }
        }
    }

    private func takeMessage(_ envelope: PacketEnvelope, at range: Range<Int>, from socket: AdvertisementSocket) {
        let packet = buffer
        let message = packet.span.extracting(range)
        guard let virtualRouterID = AdvertisementCodec.virtualRouterID(of: message) else {
            return strayDiscards.count(.truncated)
        }
        let key = RouterKey(interface: socket.interface, family: socket.family, virtualRouterID: virtualRouterID)
        guard let hosted = routers[key] else { return strayDiscards.count(.virtualRouterID) }
        do throws(DiscardReason) {
            guard !isOwn(envelope.source) else {
                reportConflict(hosted, envelope.source)
                throw .ownAddress
            }
            let advertisement = try hosted.codec.decode(message, in: envelope)
            hosted.counters.count(received: advertisement)
            if advertisement.priority > 0 { stopping?.successorsMissing.remove(key) }
            tell(hosted, .advertisement(advertisement, from: envelope.source))
        } catch {
            hosted.counters.discards.count(error)
            runner.warn(
                error.description, "dropped an advertisement from \(envelope.source): \(error)", for: hosted,
                at: MonotonicClock.now)
        }
    }

    private func takeSightings(from watch: OutgoingWatch) {
        let now = MonotonicClock.now
        for _ in 0..<Self.packetsPerTurn {
            guard let sighting = watch.next(using: &buffer) else { return }
            let key = RouterKey(
                interface: watch.interface, family: sighting.source.family, virtualRouterID: sighting.virtualRouterID)
            guard let hosted = routers[key], !hosted.isMaster else { continue }
            if let lastSent = hosted.lastSent, now - lastSent < Self.farewellShadow { continue }
            reportConflict(hosted, sighting.source)
        }
    }

    /// Whether the address is this host's. A virtual one proves nothing: another router may own it.
    private func isOwn(_ address: IPAddress) -> Bool {
        interfaces.table.isOurs(address) && !virtualAddresses.contains(address)
    }

    private func reportConflict(_ hosted: HostedRouter, _ address: IPAddress) {
        guard hosted.limiter.admit("conflict", at: MonotonicClock.now) != nil else { return }
        reports.onConflict(
            VRRPConflict(instance: hosted.settings.name, interface: hosted.settings.interface, address: address))
    }

    /// A second daemon is looked for where a router is not master: a master's own advertisements would be seen, too.
    private func refreshWatches() {
        watchesAreStale = false
        let listening = routers.routers.filter { !$0.isMaster }
        let failures = sockets.watch(Set(listening.map(\.key.interface)), in: interfaces.table)
        for failure in failures { reports.log.warning("looking for a second VRRP daemon: \(failure)") }
    }
}

// MARK: - Interfaces

extension VRRPLoop {
    private func takeInterfaceChanges() throws(VRRPTransportError) {
        let changes = try VRRPTransportError.wrapping { () throws(NetlinkError) in try interfaces.takeChanges() }
        if changes.contains(where: concernsInterfaces) { adaptToInterfaces() }
        for case .addressRemoved(let address) in changes {
            guard let key = runner.victim(ofRemoving: address), let hosted = routers[key] else { continue }
            tell(hosted, .addressDeleted)
        }
    }

    /// Virtual addresses that come and go concern nobody's interface: with thousands of them, looking at every router
    /// each time would not end.
    private func concernsInterfaces(_ change: LinkChange) -> Bool {
        switch change {
        case .link, .linkRemoved, .resync: true
        case .addressAdded(let address), .addressRemoved(let address):
            !virtualAddresses.contains(address.prefix.address)
        }
    }

    /// Opens and closes sockets and tells every router how its interfaces are now.
    private func adaptToInterfaces() {
        for failure in sockets.open(for: routers.routers, in: interfaces.table) {
            reports.log.error("\(failure)")
        }
        for hosted in routers.routers { tellInterfaces(hosted) }
        sockets.closeUnused(by: routers.routers, in: interfaces.table)
        watchesAreStale = true
    }

    private func tellInterfaces(_ hosted: HostedRouter) {
        let watched: FaultCauses = [.interfaceMissing, .interfaceDown, .addressInterfaceDown, .socketRefused]
        let before = hosted.router.faultCauses.intersection(watched)
        var causes = interfaces.table.faults(for: hosted.settings)
        if causes.isDisjoint(with: [.interfaceMissing, .interfaceDown]),
            sockets.socket(for: hosted.settings) == nil
        {
            causes.insert(.socketRefused)
        }
        let began = causes.subtracting(before)
        if !began.isEmpty { tell(hosted, .faultBegan(began)) }
        let source = interfaces.table.source(for: hosted.settings)
        if source != hosted.router.sourceAddress { tell(hosted, .sourceAddressChanged(source)) }
        let ended = before.subtracting(causes)
        // What the kernel refused may work now that something about the interface is different.
        if !ended.isEmpty { tell(hosted, .faultEnded(ended.union(.addressRefused))) }
    }
}

// MARK: - Requests

extension VRRPLoop {
    private func takeRequests() {
        for request in mailbox.takeAll() {
            switch request {
            case .configure(let settings, let continuation):
                continuation.resume(returning: configure(settings))
            case .release:
                isReleased = true
                for hosted in routers.routers where hosted.router.state == .initialize { tell(hosted, .start) }
            case .snapshot(let continuation):
                continuation.resume(returning: routers.routers.map(\.snapshot))
            case .strayDiscards(let continuation):
                continuation.resume(returning: strayDiscards)
            case .stop(let keep, let continuation):
                if keep { keepAndStop(continuation) } else { stop(continuation) }
            }
        }
    }

    private func configure(_ settings: [RouterSettings]) -> Result<Void, VRRPTransportError> {
        if stopping != nil { return .failure(.stopped) }
        if let error = Self.duplicate(in: settings) { return .failure(error) }
        let staying = Set(settings.map { RouterKey($0) })
        for hosted in routers.routers where !staying.contains(hosted.key) { tell(hosted, .shutdown) }
        virtualAddresses = Set(settings.flatMap { $0.addresses + $0.excludedAddresses }.map(\.prefix.address))
        routers.replace(with: settings.map { host($0) })
        adaptToInterfaces()
        if isReleased {
            for hosted in routers.routers where hosted.router.state == .initialize { tell(hosted, .start) }
        }
        return .success(())
    }

    /// The router for these settings: the one that runs, with its role, where it can go on.
    private func host(_ settings: RouterSettings) -> HostedRouter {
        let now = MonotonicClock.now
        guard let running = routers[RouterKey(settings)] else { return HostedRouter(settings, at: now) }
        let old = running.settings
        if old == settings { return running }
        guard old.version == settings.version else {
            tell(running, .shutdown)
            return HostedRouter(settings, at: now)
        }
        runner.removeAddresses(of: old, notIn: settings, in: interfaces.table)
        actions.removeAll(keepingCapacity: true)
        running.reconfigure(to: settings, at: now, into: &actions)
        runActions(for: running, at: now)
        return running
    }

    private static func duplicate(in settings: [RouterSettings]) -> VRRPTransportError? {
        var names: [RouterKey: String] = [:]
        for router in settings {
            guard let first = names.updateValue(router.name, forKey: RouterKey(router)) else { continue }
            return .duplicateRouter(
                first: first, second: router.name, interface: router.interface,
                virtualRouterID: router.virtualRouterID)
        }
        return nil
    }

    /// Ends without a word; addresses stay where they are.
    private func keepAndStop(_ continuation: CheckedContinuation<Void, Never>) {
        let others = stopping?.waiting ?? []
        stopping = Stopping(
            successorsMissing: [], deadline: MonotonicClock.now, waiting: others + [continuation])
    }

    /// All farewells first, then what takes time.
    private func stop(_ continuation: CheckedContinuation<Void, Never>) {
        guard stopping == nil else {
            stopping?.waiting.append(continuation)
            return
        }
        let now = MonotonicClock.now
        let masters = routers.routers.filter(\.isMaster)
        var later: [(HostedRouter, Action)] = []
        for hosted in routers.routers {
            actions.removeAll(keepingCapacity: true)
            hosted.router.handle(.shutdown, at: now, into: &actions)
            routers.noteDeadline(of: hosted)
            for action in actions {
                if case .sendAdvertisement = action {
                    _ = runner.run(action, for: hosted, in: interfaces.table, at: now)
                } else {
                    later.append((hosted, action))
                }
            }
        }
        for (hosted, action) in later { _ = runner.run(action, for: hosted, in: interfaces.table, at: now) }
        isReleased = false
        stopping = Stopping(
            successorsMissing: Set(masters.map(\.key)), deadline: now + Self.successorPatience,
            waiting: [continuation])
    }
}
