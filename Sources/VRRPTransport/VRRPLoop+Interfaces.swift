import Addresses
import Deadlines
import Netlink
import Polling
import VRRPEngine

/// What happens to interfaces and addresses, and what the kernel refuses.
extension VRRPLoop {
    func takeInterfaceChanges() throws(VRRPTransportError) {
        let changes = try VRRPTransportError.wrapping { () throws(NetlinkError) in try interfaces.takeChanges() }
        noteStaleInterfaces()
        let now = MonotonicClock.now
        for case .linkRemoved(let index, _) in changes { runner.forget(interfaceIndex: index) }
        for change in changes {
            switch change {
            case .addressRemoved(let address): runner.links.noteLoss(of: address, in: interfaces.table, at: now)
            case .addressAdded(let address) where address.isDuplicate:
                runner.links.noteDuplicate(of: address, in: interfaces.table, at: now)
            default: break
            }
        }
        if concernInterfaces(changes) { adaptToInterfaces() }
        if changes.contains(.resync) { runner.links.noteMissing(in: interfaces.table, at: now) }
    }

    /// Reads everything again, because changes were lost.
    func readInterfacesAgain() throws(VRRPTransportError) {
        let isRead = try VRRPTransportError.wrapping { () throws(NetlinkError) in try interfaces.readAgain() }
        noteStaleInterfaces()
        guard isRead else { return }
        adaptToInterfaces()
        runner.links.noteMissing(in: interfaces.table, at: MonotonicClock.now)
    }

    /// Hears what goes out of the routing tables, once there is something of ours in them.
    func takeRoutingLosses() throws(VRRPTransportError) {
        guard let routing else { return }
        let losses = try VRRPTransportError.wrapping { () throws(NetlinkError) in try routing.takeLosses() }
        if !losses.isEmpty { runner.links.noteLosses(losses, at: MonotonicClock.now) }
    }

    /// Hears what goes out of the filter's table.
    func takeFilterLosses() {
        guard let filter else { return }
        do throws(NetlinkError) {
            let isLost = try filter.takeLoss(
                of: runner.links.filter.table.name, except: runner.links.filterKernel().port)
            if isLost { runner.links.noteFilterLoss(at: MonotonicClock.now) }
        } catch {
            ignoreFilter()
            reports.log.error("what somebody else does to closed addresses is not put right: \(error)")
        }
    }

    /// Refreshes lifetimes whose time has come, and puts back what somebody else took away.
    func runLinkDeadlines(at now: Instant) {
        runner.links.refresh(in: interfaces.table, at: now)
        if runner.links.putBackFilter(at: now) { runner.links.tellOfFilter(routers.routers) }
        while let holder = runner.links.nextPutBack(at: now) {
            switch holder {
            case .node:
                _ = runner.links.putBack(holder, name: "static entries", in: interfaces.table, at: now)
            case .router(let key):
                guard let hosted = routers[key], hosted.isMaster else { continue }
                if runner.links.lacks(hosted, in: interfaces.table) { renew(hosted, at: now) }
                let result = runner.links.putBack(
                    holder, name: hosted.settings.name, in: interfaces.table, at: now)
                runner.announce(result.addresses, of: hosted, 1, in: interfaces.table)
                if result.isRefused {
                    refusals.start(at: now)
                    tell(hosted, .addressRefused)
                }
            }
        }
    }

    /// Virtual addresses that come and go concern nobody's interface, unless an advertisement comes or could come from
    /// one: with thousands of them, looking at every router each time would not end.
    private func concernInterfaces(_ changes: [LinkChange]) -> Bool {
        var virtual: [LinkChange] = []
        for change in changes {
            switch change {
            case .link, .linkRemoved, .resync: return true
            case .addressAdded(let address), .addressRemoved(let address):
                guard runner.secondDaemons.isVirtual(address.prefix.address) else { return true }
                virtual.append(change)
            }
        }
        guard !virtual.isEmpty else { return false }
        let sources = Set(routers.routers.map(\.router.sourceAddress))
        // Each refresh of a lifetime comes by here, and hardly a router is without a source.
        let known = sources.contains(nil) ? virtualAddresses : nil
        return virtual.contains { change in
            switch change {
            case .addressRemoved(let address):
                // What is held is put back at once.
                sources.contains(address.prefix.address) && runner.links.holders(of: address).isEmpty
            case .addressAdded(let address):
                known?.isOwned(address.prefix.address) ?? false
            default: true
            }
        }
    }

    private var virtualAddresses: VirtualAddresses { VirtualAddresses(of: routers.routers.map(\.settings)) }

    /// Opens and closes sockets and tells every router how its interfaces are now.
    func adaptToInterfaces() {
        // What was given back at a stop stays so.
        guard stopping == nil else { return }
        let now = MonotonicClock.now
        patience.note(interfaces.table, at: now)
        runner.links.prepare(routers.routers, in: interfaces, at: now)
        for failure in sockets.open(for: routers.routers, in: interfaces.table) {
            refusals.start(at: now)
            // Tried again every few seconds.
            if refusalLimiter.admit(failure.subject, at: now) != nil { reports.log.error("\(failure)") }
        }
        let virtual = virtualAddresses
        for hosted in routers.routers {
            tellInterfaces(hosted, virtual)
            if !isReleased, !hosted.hasActed {
                runner.links.keepLeftovers(of: hosted, in: interfaces.table, at: now)
            }
            // Not at once: an advertisement that waits to be read may end its being master.
            if runner.links.lacks(hosted, in: interfaces.table) { runner.links.noteLack(of: hosted, at: now) }
            keepMastersOnTime()
        }
        runner.links.renewStatic(in: interfaces.table, at: now)
        runner.links.noteInterfaceChange(at: now)
        sockets.closeUnused(by: routers.routers, in: interfaces.table)
        watchesAreStale = true
    }

    /// An interface with a master's addresses went and came back, without the router's being in FAULT for it.
    private func renew(_ hosted: HostedRouter, at now: Instant) {
        hosted.isRaised = false
        for action in [Action.addAddresses, .announce(repetitions: 1)] {
            guard let answer = runner.run(action, for: hosted, in: interfaces.table, at: now) else { continue }
            refusals.start(at: now)
            tell(hosted, answer)
        }
    }

    private func tellInterfaces(_ hosted: HostedRouter, _ virtual: VirtualAddresses) {
        let watched: FaultCauses = [.interfaceMissing, .interfaceDown, .addressInterfaceDown, .socketRefused]
        let before = hosted.router.faultCauses.intersection(watched)
        var causes = interfaces.table.faults(for: hosted, with: patience)
        if interfaces.table.link(hosted.key.interface)?.isUsable ?? false,
            sockets.socket(for: hosted.settings) == nil
        {
            causes.insert(.socketRefused)
        }
        let began = causes.subtracting(before)
        if !began.isEmpty { tell(hosted, .faultBegan(began)) }
        let source = runner.links.source(for: hosted, among: virtual, in: interfaces.table)
        if source != hosted.router.sourceAddress { tell(hosted, .sourceAddressChanged(source)) }
        let ended = before.subtracting(causes)
        // What the kernel refused may work now that something about the interface is different.
        if !ended.isEmpty { tell(hosted, .faultEnded(ended.union(.addressRefused))) }
    }

    /// Tries what the kernel refused once more.
    func retryRefused() {
        if routers.routers.contains(where: { $0.router.faultCauses.contains(.socketRefused) }) { adaptToInterfaces() }
        retryRefusedAddresses()
    }

    func retryRefusedAddresses() {
        for hosted in routers.routers where hosted.router.faultCauses.contains(.addressRefused) {
            // Not by becoming master: another one would yield to it each time.
            if runner.links.accepts(hosted, in: interfaces.table, at: MonotonicClock.now) {
                tell(hosted, .faultEnded(.addressRefused))
            } else {
                refusals.start(at: MonotonicClock.now)
            }
        }
    }
}
