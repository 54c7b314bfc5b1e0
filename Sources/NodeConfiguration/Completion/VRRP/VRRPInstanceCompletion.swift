import Addresses
import Deadlines

/// What an instance takes from outside its block.
struct InstanceDefaults {
    let globals: GlobalDefinitions
    /// What `global_defs` says about instances alone.
    let vrrp: VRRPGlobalsDraft
}

extension VRRPInstanceDraft {
    /// The instance with its defaults; nil where something in it is in error.
    func completed(
        _ defaults: InstanceDefaults, _ trackers: inout TrackerIndex, _ context: inout ReadingContext
    ) -> VRRPInstance? {
        guard !interface.isGiven, let found = foundInterface(&context) else {
            return completed(on: interface.value, defaults, &trackers, &context)
        }
        var draft = self
        draft.interface = Setting(found, at: sourceAddress.position ?? name.position)
        return draft.completed(on: found, defaults, &trackers, &context)
    }

    private func completed(
        on interface: InterfaceName?, _ defaults: InstanceDefaults, _ trackers: inout TrackerIndex,
        _ context: inout ReadingContext
    ) -> VRRPInstance? {
        requireSettings(&context)
        let family = checkedFamily(&context)
        let tracking = completedTracking(&trackers, &context)
        guard let version = checkedVersion(family, globals: defaults.globals, &context),
            let interval = checkedInterval(version, &context), let interface,
            let virtualRouterID = virtualRouterID.value
        else { return nil }
        var instance = VRRPInstance(
            name: name.text, interface: interface, virtualRouterID: virtualRouterID, family: family,
            position: context.position(of: name.position))
        instance.version = version
        instance.advertisementInterval = interval
        instance.isStrict = strict.value ?? defaults.vrrp.strict.value ?? false
        instance.tracking = tracking
        completeElection(&instance, &context)
        completeProtocol(&instance, defaults, &context)
        completeAuthentication(&instance, &context)
        completeTransport(&instance, defaults, &context)
        completeAddresses(&instance, defaults, &context)
        instance.sendsMail = alerts.value
        instance.notify = notify.completed(priorityChanges: defaults.globals.notifyPriorityChanges)
        return instance
    }

    private func requireSettings(_ context: inout ReadingContext) {
        if !interface.isGiven {
            context.error("vrrp_instance '\(name.text)' has no 'interface'\(interfaceHint(context))", at: name.position)
        } else if interface.value?.description == "lo", let position = interface.position {
            context.error("VRRP does not run on the loopback interface", at: position)
        }
        if !virtualRouterID.isGiven {
            context.error("vrrp_instance '\(name.text)' has no 'virtual_router_id'", at: name.position)
        }
    }

    /// With unicast peers an instance needs no `interface`: the one that has its source address is taken.
    private func foundInterface(_ context: inout ReadingContext) -> InterfaceName? {
        guard !unicast.peers.isEmpty, let source = sourceAddress.value else { return nil }
        return context.judgement.interfaceWith(source, context.namespace)
    }

    private func interfaceHint(_ context: ReadingContext) -> String {
        guard !unicast.peers.isEmpty else { return "" }
        guard let source = sourceAddress.value else {
            return ": with unicast peers it needs it or 'unicast_src_ip', whose interface is taken"
        }
        let place = context.namespace.map { "in the network namespace \($0)" } ?? "of this host"
        return ", and no interface \(place) has \(source)"
    }

    private func completedTracking(_ trackers: inout TrackerIndex, _ context: inout ReadingContext) -> TrackLines {
        var lines = tracking.completed(&trackers, &context)
        guard let own = interface.value else { return lines }
        for draft in tracking.interfaces where draft.interface == own {
            context.warning(
                "\(own) is the instance's own interface: this line is left out", at: draft.position)
        }
        lines.interfaces.removeAll { $0.interface == own }
        if priority.value ?? (state.value == .master ? 255 : 100) == 255 {
            let all = lines
            lines.dropWeights(ofOwner: name, &context)
            trackers.release(all, keeping: lines)
        }
        return lines
    }

    /// The first address decides; without one, the source address or the first peer does.
    private func checkedFamily(_ context: inout ReadingContext) -> AddressFamily {
        let family =
            addresses.first?.line.prefix.address.family ?? sourceAddress.value?.family
            ?? unicast.peers.first?.line.address.family ?? .ipv4
        guard nativeIPv6.value == true else { return family }
        if let first = addresses.first, family == .ipv4 {
            context.error("'native_ipv6' is set, but this address is IPv4", at: first.position)
        }
        return .ipv6
    }

    // MARK: Election

    private func completeElection(_ instance: inout VRRPInstance, _ context: inout ReadingContext) {
        instance.priority = priority.value ?? (state.value == .master ? 255 : 100)
        instance.stateMaster = state.value == .master || priority.value == 255
        warnAboutPreemption(isMaster: instance.stateMaster, &context)
        instance.noPreempt = !instance.stateMaster && noPreempt.value == true
        let keepsDelay = !instance.stateMaster && noPreempt.value != true
        instance.preemptDelay = keepsDelay ? preemptDelay.value ?? .zero : .zero
        if instance.isStrict, instance.preemptDelay > .zero, let position = preemptDelay.position {
            context.warning("'preempt_delay' has no effect in strict mode", at: position)
            instance.preemptDelay = .zero
        }
        instance.priorityOfLateBackup = priorityOfLateBackup.value
        if !instance.noPreempt, let position = priorityOfLateBackup.position {
            context.warning("'timer_expired_backup' has no effect without 'nopreempt'", at: position)
            instance.priorityOfLateBackup = nil
        }
    }

    /// VRRP version 2 has no IPv6. A version in `global_defs` is only a default and gives way; the instance's own is
    /// an error.
    private func checkedVersion(
        _ family: AddressFamily, globals: GlobalDefinitions, _ context: inout ReadingContext
    ) -> Int? {
        guard family == .ipv6 else { return version.value ?? globals.vrrpVersion }
        if version.value == 2, let position = version.position {
            context.error("VRRP version 2 knows no IPv6: set 'version 3'", at: position)
            return nil
        }
        return 3
    }

    private func checkedInterval(_ version: Int, _ context: inout ReadingContext) -> Nanoseconds? {
        guard let position = advertisementInterval.position else { return .seconds(1) }
        guard let given = advertisementInterval.value else { return nil }
        if version == 2, given < .seconds(1) {
            context.error(
                "VRRP version 2 sends whole seconds only: 'advert_int \(given.inSeconds)' needs version 3", at: position
            )
            return nil
        }
        let unit = version == 2 ? Nanoseconds.seconds(1) : .centiseconds(1)
        let rounded = max(unit, unit * ((given + unit / 2).count / unit.count))
        let longest = Nanoseconds.milliseconds(40_950)
        if version == 3, rounded > longest {
            context.warning(
                "in VRRP version 3 'advert_int' is at most \(longest.inSeconds) seconds, which are used", at: position)
            return longest
        }
        if rounded != given {
            context.warning(
                "VRRP version \(version) sends \(version == 2 ? "whole seconds" : "hundredths of a second"): "
                    + "'advert_int \(given.inSeconds)' is rounded to \(rounded.inSeconds)", at: position)
        }
        return rounded
    }

    private func warnAboutPreemption(isMaster: Bool, _ context: inout ReadingContext) {
        let cause = priority.value == 255 ? "priority 255" : "'state MASTER'"
        if isMaster, noPreempt.value == true, let position = noPreempt.position {
            context.warning("'nopreempt' has no effect with \(cause)", at: position)
        }
        guard preemptDelay.value.map({ $0 > .zero }) == true, let position = preemptDelay.position else { return }
        if isMaster {
            context.warning("'preempt_delay' has no effect with \(cause)", at: position)
        } else if noPreempt.value == true {
            context.warning("'preempt_delay' has no effect with 'nopreempt'", at: position)
        }
    }
}
