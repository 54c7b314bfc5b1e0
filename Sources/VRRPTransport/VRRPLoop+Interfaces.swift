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
        for case .linkRemoved(let index, _) in changes { runner.forget(interfaceIndex: index) }
        if changes.contains(where: concernsInterfaces) { adaptToInterfaces() }
        if changes.contains(.resync) {
            restoreAddresses()
        } else if changes.contains(where: isLossOfHeldAddress) {
            // The notice may be of a removal of ours from before the address was added again.
            try readInterfacesAgain()
        }
    }

    /// Reads everything again, because changes were lost or may be old news.
    func readInterfacesAgain() throws(VRRPTransportError) {
        let isRead = try VRRPTransportError.wrapping { () throws(NetlinkError) in try interfaces.readAgain() }
        noteStaleInterfaces()
        guard isRead else { return }
        adaptToInterfaces()
        restoreAddresses()
    }

    /// Puts back the addresses that somebody else took away, by the table that was just read.
    private func restoreAddresses() {
        let victims = runner.victims(in: interfaces.table)
        for hosted in routers.routers where victims.contains(hosted.key) && hosted.isMaster {
            let answer = runner.run(.addAddresses, for: hosted, in: interfaces.table, at: MonotonicClock.now)
            if let answer { tell(hosted, answer) }
        }
    }

    private func isLossOfHeldAddress(_ change: LinkChange) -> Bool {
        guard case .addressRemoved(let address) = change else { return false }
        return runner.isHeld(address)
    }

    /// Virtual addresses that come and go concern nobody's interface: with thousands of them, looking at every router
    /// each time would not end.
    private func concernsInterfaces(_ change: LinkChange) -> Bool {
        switch change {
        case .link, .linkRemoved, .resync: true
        case .addressAdded(let address), .addressRemoved(let address):
            !runner.secondDaemons.isVirtual(address.prefix.address)
        }
    }

    /// Opens and closes sockets and tells every router how its interfaces are now.
    func adaptToInterfaces() {
        let now = MonotonicClock.now
        for failure in sockets.open(for: routers.routers, in: interfaces.table) {
            refusals.start(at: now)
            // Tried again every few seconds.
            if refusalLimiter.admit(failure.subject, at: now) != nil { reports.log.error("\(failure)") }
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

    /// Tries what the kernel refused once more.
    func retryRefused() {
        if routers.routers.contains(where: { $0.router.faultCauses.contains(.socketRefused) }) { adaptToInterfaces() }
        retryRefusedAddresses()
    }

    func retryRefusedAddresses() {
        for hosted in routers.routers where hosted.router.faultCauses.contains(.addressRefused) {
            // Not by becoming master: another one would yield to it each time.
            if runner.acceptsRefusedAddresses(of: hosted, in: interfaces.table) {
                tell(hosted, .faultEnded(.addressRefused))
            } else {
                refusals.start(at: MonotonicClock.now)
            }
        }
    }
}
