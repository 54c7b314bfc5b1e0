import Addresses
import Deadlines
import Polling
import VRRPEngine

/// What the service asks for.
extension VRRPLoop {
    private static let successorPatience = Nanoseconds.seconds(1)

    func takeRequests() {
        for request in mailbox.takeAll() {
            switch request {
            case .configure(let settings, let verdicts, let continuation):
                continuation.resume(returning: configure(settings, verdicts))
            case .setStatic(let settings):
                guard stopping == nil else { break }
                runner.links.setStatic(settings, in: interfaces.table, at: MonotonicClock.now)
                hearRouting()
            case .release(let resuming):
                release(resuming: resuming)
            case .track(let verdict, let name):
                if let hosted = routers.router(named: name) { tell(hosted, .trackingChanged(verdict)) }
            case .setReleased(let isReleased, let name, let continuation):
                continuation.resume(returning: setReleased(isReleased, name))
            case .clearCounters:
                strayDiscards = DiscardCounters()
                for hosted in routers.routers { hosted.counters = RouterCounters() }
            case .setThread(let settings):
                for refusal in settings.apply(replacing: thread) {
                    reports.log.warning("the VRRP thread runs without what was configured for it: \(refusal)")
                }
                thread = settings
            case .limitAnnouncements(let limits):
                runner.announcements.limit(by: limits)
            case .describeFilter(let table):
                guard stopping == nil else { break }
                runner.links.describeFilter(table, at: MonotonicClock.now)
            case .delayInterfaces(let delays):
                patience.configure(delays)
            case .snapshot(let continuation):
                continuation.resume(returning: routers.routers.map(\.snapshot))
            case .strayDiscards(let continuation):
                continuation.resume(returning: strayDiscards)
            case .stop(.giveBack, let continuation):
                stop(continuation)
            case .stop(let ending, let continuation):
                leaveAndStop(forGood: ending == .leaveForGood, continuation)
            }
        }
    }

    private func release(resuming: Set<String>) {
        guard stopping == nil else { return }
        isReleased = true
        for hosted in routers.routers where hosted.router.state == .initialize {
            tell(hosted, resuming.contains(hosted.settings.name) ? .resume : .start)
        }
    }

    private func setReleased(_ isReleased: Bool, _ name: String) -> Result<Void, VRRPTransportError> {
        if stopping != nil { return .failure(.stopped) }
        if isReleased {
            released.insert(name)
        } else {
            released.remove(name)
        }
        guard let hosted = routers.router(named: name) else { return .failure(.unknownInstance(name)) }
        tell(hosted, isReleased ? .released : .held)
        // In INIT it hears of it only later; what a predecessor left goes all the same.
        if isReleased { runner.links.dropLeftovers(of: hosted, in: interfaces.table, at: MonotonicClock.now) }
        return .success(())
    }

    private func configure(
        _ instances: [InstanceSettings], _ verdicts: [String: TrackingVerdict]
    ) -> Result<Void, VRRPTransportError> {
        if stopping != nil { return .failure(.stopped) }
        let settings = instances.map(\.router)
        if let error = Self.duplicate(in: settings) { return .failure(error) }
        let virtualAddresses = settings.flatMap { $0.addresses + $0.excludedAddresses }.map(\.prefix.address)
        runner.secondDaemons.replaceVirtualAddresses(with: Set(virtualAddresses), at: MonotonicClock.now)
        let next = Dictionary(uniqueKeysWithValues: instances.map { (RouterKey($0.router), $0) })
        let told = Dictionary(
            uniqueKeysWithValues: routers.routers.map { (ObjectIdentifier($0), $0.settings.name) })
        dissolveGroups()
        let replaced = replacement(by: next)
        // Before anything is added: an address may move from one router to another.
        for hosted in routers.routers {
            giveUp(hosted, replacedBy: next[hosted.key])
            keepMastersOnTime()
        }
        reports.onNotice(replaced)
        routers.replace(
            with: instances.map { instance in
                defer { keepMastersOnTime() }
                return host(instance)
            })
        let renamed = Dictionary(
            routers.routers.compactMap { hosted in told[ObjectIdentifier(hosted)].map { ($0, hosted.settings.name) } }
        ) { first, _ in first }
        released = Set(released.map { renamed[$0] ?? $0 })
        regroup(at: MonotonicClock.now)
        // Those that ran under their names have been told by `track`, perhaps of something newer.
        for hosted in routers.routers where told[ObjectIdentifier(hosted)] != hosted.settings.name {
            keepMastersOnTime()
            if let verdict = verdicts[hosted.settings.name], verdict != hosted.router.tracking {
                tell(hosted, .trackingChanged(verdict))
            }
        }
        adaptToInterfaces()
        hearRouting()
        runner.links.takeOverFilter(of: routers.routers, in: interfaces.table)
        hearFilter()
        if runner.links.filter.isWanted { runner.links.tellOfFilter(routers.routers) }
        retryRefusedAddresses()
        for hosted in routers.routers where released.contains(hosted.settings.name) {
            hand(.released, to: hosted, at: hosted.told)
        }
        if isReleased {
            for hosted in routers.routers where hosted.router.state == .initialize { tell(hosted, .start) }
        }
        reports.onNotice(.reconfigured)
        return .success(())
    }

    /// What becomes of the routers that run where these instances come.
    private func replacement(by next: [RouterKey: InstanceSettings]) -> RouterNotice {
        var ended: [String] = []
        var renamed: [String: String] = [:]
        for hosted in routers.routers {
            let name = hosted.settings.name
            if let instance = next[hosted.key], instance.router.version == hosted.settings.version {
                if instance.router.name != name { renamed[name] = instance.router.name }
            } else {
                ended.append(name)
            }
        }
        return .replaced(ended: ended, renamed: renamed)
    }

    /// Stops a router that cannot go on, or takes off it the addresses that it no longer has.
    private func giveUp(_ hosted: HostedRouter, replacedBy instance: InstanceSettings?) {
        guard let instance, instance.router.version == hosted.settings.version else {
            tell(hosted, .shutdown)
            return runner.links.end(hosted, in: interfaces.table)
        }
        guard instance != hosted.instance else { return }
        runner.putDown(hosted, notIn: instance, in: interfaces.table)
    }

    /// The router for these settings: the one that runs, with its role, where it can go on.
    private func host(_ instance: InstanceSettings) -> HostedRouter {
        guard let running = routers[RouterKey(instance.router)], running.settings.version == instance.router.version
        else { return HostedRouter(instance, at: MonotonicClock.now, tape: tape) }
        let now = max(MonotonicClock.now, running.told)
        guard instance != running.instance else { return running }
        actions.removeAll(keepingCapacity: true)
        running.reconfigure(to: instance, at: now, into: &actions)
        // Before a master puts anything there: interfaces that it has only now, and what lifetimes ask of them.
        runner.links.prepare([running], in: interfaces, at: now)
        takeActions(of: running, at: now)
        settle(at: now)
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
    private func leaveAndStop(forGood: Bool, _ continuation: CheckedContinuation<Void, Never>) {
        if stopping == nil { runner.links.leave(forGood: forGood) }
        let others = stopping?.waiting ?? []
        stopping = Stopping(
            successorsMissing: [], deadline: MonotonicClock.now, waiting: others + [continuation])
    }

    /// Ends when the successors have spoken, or did not for too long.
    private func stop(_ continuation: CheckedContinuation<Void, Never>) {
        guard stopping == nil else {
            stopping?.waiting.append(continuation)
            return
        }
        let now = MonotonicClock.now
        let masters = routers.routers.filter(\.isMaster)
        shutDown(at: now)
        stopping = Stopping(
            successorsMissing: Set(masters.map(\.key)), deadline: now + Self.successorPatience,
            waiting: [continuation])
    }

    /// All farewells first, then what takes time.
    func shutDown(at now: Instant) {
        isReleased = false
        for hosted in routers.routers { hand(.shutdown, to: hosted, at: now) }
        settle(at: now)
        runner.links.end(routers.routers, in: interfaces.table)
    }
}
