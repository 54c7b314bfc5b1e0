import Addresses
import Deadlines
import VRRPEngine

/// What goes wrong, and what is well again.
extension World {
    mutating func boot(_ node: Int) {
        guard case .down(nil) = nodes[node].process else { return }
        happenings.append(.booted(node: node))
        start(node: node, .start)
    }

    mutating func begin(_ number: Int) {
        let fault = plan.faults[number].fault
        happenings.append(.fault(number))
        changedAt = now
        if let length = fault.length { agenda.set(.faultOver(number), to: now + length) }
        switch fault {
        case .kill(let node, _): takeDown(node, number)
        case .powerCut(let node, _):
            takeDown(node, number)
            for instance in instancesOf(node) where !instances[instance].addresses.isEmpty { loseAddresses(instance) }
        case .stop(let node, _): stop(node, number)
        case .keptRestart(let node, _): takeDown(node, number)
        case .stall(let node, _): stall(node, number)
        case .cut(let segment, let from, let to, _): links[link(segment, from, to)].cut(at: now)
        case .partition(let segment, let side, _):
            forEachLink(segment, across: side) { $0.cut(at: $1) }
        case .disturbance(let segment, let from, let to, let disturbance, _):
            links[link(segment, from, to)].disturb(disturbance, fault: number, at: now)
        case .drift(let node, let partsPerMillion): drift(node, partsPerMillion)
        case .carrierLoss(let instance, _), .reload(let instance, _), .addressChange(let instance, _),
            .refusal(let instance, _), .deletion(let instance), .weight(let instance, _, _),
            .trackedFault(let instance, _),
            .release(let instance, _):
            instances[instance].changedAt = now
            begin(fault, number, of: instance)
        }
    }

    private mutating func begin(_ fault: Fault, _ number: Int, of instance: Int) {
        switch fault {
        case .carrierLoss:
            instances[instance].carrierLosses.append(number)
            if instances[instance].carrierLosses.count == 1 { notify(.faultBegan(.interfaceDown), instance) }
        case .reload(_, let draft): reload(instance, to: draft)
        case .addressChange(_, let address):
            guard address.family == instances[instance].draft.family else { return }
            instances[instance].source = address
            notify(.sourceAddressChanged(address), instance)
        case .deletion:
            guard !instances[instance].addresses.isEmpty else { return }
            loseAddresses(instance)
            guard instances[instance].isMaster else { return }
            instances[instance].putBack.deleted(at: localTime(instance))
            if nodes[instances[instance].node].isRunning { wake(instance) }
        case .refusal: instances[instance].refusals.append(number)
        case .weight(_, let weight, _):
            instances[instance].weights.append((number, weight))
            notifyTrackers(instance)
        case .trackedFault:
            instances[instance].trackedFaults.append(number)
            notifyTrackers(instance)
        case .release:
            instances[instance].releases.append(number)
            if instances[instance].releases.count == 1 { notify(.released, instance) }
        default: break
        }
    }

    mutating func end(_ number: Int) {
        happenings.append(.faultOver(number))
        changedAt = now
        switch plan.faults[number].fault {
        case .kill(let node, _), .powerCut(let node, _), .stop(let node, _): comeBack(node, number, .start)
        case .keptRestart(let node, _): comeBack(node, number, .resume)
        case .stall(let node, _): goOn(node, number)
        case .cut(let segment, let from, let to, _): links[link(segment, from, to)].mend(at: now)
        case .partition(let segment, let side, _):
            forEachLink(segment, across: side) { $0.mend(at: $1) }
        case .disturbance(let segment, let from, let to, _, _):
            links[link(segment, from, to)].calm(fault: number, at: now)
        case .carrierLoss(let instance, _):
            instances[instance].changedAt = now
            instances[instance].carrierLosses.removeAll { $0 == number }
            if instances[instance].hasCarrier { notify(.faultEnded(.interfaceDown), instance) }
        case .refusal(let instance, _):
            instances[instance].changedAt = now
            instances[instance].refusals.removeAll { $0 == number }
            if instances[instance].refusals.isEmpty { notify(.faultEnded(.addressRefused), instance) }
        case .weight(let instance, _, _):
            instances[instance].changedAt = now
            instances[instance].weights.removeAll { $0.fault == number }
            notifyTrackers(instance)
        case .trackedFault(let instance, _):
            instances[instance].changedAt = now
            instances[instance].trackedFaults.removeAll { $0 == number }
            notifyTrackers(instance)
        case .release(let instance, _):
            instances[instance].changedAt = now
            instances[instance].releases.removeAll { $0 == number }
            if instances[instance].releases.isEmpty { notify(.held, instance) }
        case .reload, .addressChange, .drift, .deletion: break
        }
    }

    /// Tells a running process; a stalled one hears it when it goes on, as what the kernel then shows.
    private mutating func notify(_ event: Event, _ instance: Int) {
        if nodes[instances[instance].node].isRunning { tell(event, instance) }
    }

    private mutating func notifyTrackers(_ instance: Int) {
        if nodes[instances[instance].node].isRunning { tellTrackers(instance) }
    }

    private mutating func reload(_ instance: Int, to draft: RouterDraft) {
        // A file that is read while the process stalls is read when it goes on.
        guard case .stalled = nodes[instances[instance].node].process else {
            return reconfigure(instance, to: draft)
        }
        instances[instance].pendingDraft = draft
    }

    private mutating func loseAddresses(_ instance: Int) {
        instances[instance].addresses.removeAll()
        scheduleExpiry(instance)
        happenings.append(.lost(instance: instance))
    }

    private mutating func forEachLink(_ segment: Int, across side: Int, _ body: (inout Link, Instant) -> Void) {
        for from in 0..<plan.nodeCount {
            for to in 0..<plan.nodeCount where from != to && (side >> from) & 1 != (side >> to) & 1 {
                body(&links[link(segment, from, to)], now)
            }
        }
    }

    // MARK: Processes

    private mutating func start(node: Int, _ event: Event) {
        nodes[node].process = .running
        nodes[node].runningSince = now
        noteChange(node)
        groups[node] = syncGroups(of: node)
        for instance in instancesOf(node) { start(instance, wasMaster(instance) ? event : .start) }
    }

    /// Only what was master resumes.
    private func wasMaster(_ instance: Int) -> Bool { instances[instance].isMaster }

    private func syncGroups(of node: Int) -> [(group: SyncGroup, members: [Int])] {
        var groups: [(group: SyncGroup, members: [Int])] = []
        for name in Set(instancesOf(node).compactMap { instances[$0].draft.syncGroup }).sorted() {
            let members = instancesOf(node).filter { instances[$0].draft.syncGroup == name }
            groups.append((SyncGroup(name: name, members: members.count), members))
        }
        return groups
    }

    private mutating func takeDown(_ node: Int, _ number: Int) {
        guard !isDown(node) else { return }
        nodes[node].process = .down(fault: number)
        nodes[node].inbox.removeAll()
        noteChange(node)
        for instance in instancesOf(node) { schedule(instance) }
    }

    private mutating func stop(_ node: Int, _ number: Int) {
        guard nodes[node].isRunning else { return }
        for instance in instancesOf(node) { tell(.shutdown, instance) }
        takeDown(node, number)
    }

    private mutating func comeBack(_ node: Int, _ number: Int, _ event: Event) {
        guard nodes[node].process == .down(fault: number) else { return }
        start(node: node, event)
    }

    private mutating func stall(_ node: Int, _ number: Int) {
        guard nodes[node].isRunning else { return }
        nodes[node].process = .stalled(fault: number)
        noteChange(node)
        for instance in instancesOf(node) { schedule(instance) }
    }

    /// Everything that waits in the sockets is read before a timer is believed or an address is put back.
    private mutating func goOn(_ node: Int, _ number: Int) {
        guard nodes[node].process == .stalled(fault: number) else { return }
        nodes[node].process = .running
        nodes[node].runningSince = now
        noteChange(node)
        let waiting = nodes[node].inbox
        nodes[node].inbox.removeAll()
        for packet in waiting { take(packet) }
        for instance in instancesOf(node) { catchUp(instance) }
        for instance in instancesOf(node) { wake(instance) }
    }

    /// What changed around an instance while it did not look.
    private mutating func catchUp(_ instance: Int) {
        if let draft = instances[instance].pendingDraft {
            instances[instance].pendingDraft = nil
            reconfigure(instance, to: draft)
        }
        let known = instances[instance].router
        if instances[instance].hasCarrier == known.faultCauses.contains(.interfaceDown) {
            tell(instances[instance].hasCarrier ? .faultEnded(.interfaceDown) : .faultBegan(.interfaceDown), instance)
        }
        if instances[instance].refusals.isEmpty, known.faultCauses.contains(.addressRefused) {
            tell(.faultEnded(.addressRefused), instance)
        }
        if known.sourceAddress != instances[instance].source {
            tell(.sourceAddressChanged(instances[instance].source), instance)
        }
        if known.tracking != instances[instance].verdict {
            tellTrackers(instance)
        }
        tell(instances[instance].releases.isEmpty ? .held : .released, instance)
    }

    private mutating func drift(_ node: Int, _ partsPerMillion: Int64) {
        nodes[node].clock.setDrift(partsPerMillion, at: now)
        noteChange(node)
        for instance in instancesOf(node) {
            instances[instance].scheduledFor = nil
            schedule(instance)
            scheduleExpiry(instance)
        }
    }

    private mutating func noteChange(_ node: Int) {
        nodes[node].changedAt = now
        changedAt = now
    }
}
