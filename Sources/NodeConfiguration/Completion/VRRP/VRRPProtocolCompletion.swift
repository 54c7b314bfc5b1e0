import Addresses
import Deadlines

extension VRRPInstanceDraft {
    func completeProtocol(
        _ instance: inout VRRPInstance, _ defaults: InstanceDefaults, _ context: inout ReadingContext
    ) {
        let outer = defaults.vrrp
        instance.announcements = announcements.completed(over: defaults.globals.announcements)
        instance.downTimerAdvertisements = downTimerAdvertisements.value ?? outer.downTimerAdvertisements.value ?? 3
        instance.sendsToHigherPriority = sendsToHigherPriority.value ?? outer.sendsToHigherPriority.value ?? false
        instance.silentToLowerPriority = silentToLowerPriority.value ?? outer.silentToLowerPriority.value ?? false
        instance.skipsAddressCheck = skipsAddressCheck.value ?? outer.skipsAddressCheck.value ?? false
        completeOwner(&instance, outer, &context)
        completeChecksum(&instance, outer, &context)
        if instance.isStrict { applyStrictMode(&instance, &context) }
        warnOfFlapping(instance, &context)
        completeAcceptMode(&instance, &context)
    }

    private func completeOwner(
        _ instance: inout VRRPInstance, _ outer: VRRPGlobalsDraft, _ context: inout ReadingContext
    ) {
        let ignores =
            ownerIgnoresAdvertisements.value ?? outer.ownerIgnoresAdvertisements.value ?? instance.isStrict
        if ownerIgnoresAdvertisements.value == true, instance.priority != 255,
            let position = ownerIgnoresAdvertisements.position
        {
            context.warning("'owner_ignore_adverts' has no effect below priority 255", at: position)
        }
        instance.ownerIgnoresAdvertisements = ignores && instance.priority == 255
    }

    private func completeChecksum(
        _ instance: inout VRRPInstance, _ outer: VRRPGlobalsDraft, _ context: inout ReadingContext
    ) {
        let isOfMessage = checksumCoversMessageOnly.value ?? outer.checksumCoversMessageOnly.value ?? false
        let applies = instance.version == 3 && instance.family == .ipv4
        if checksumCoversMessageOnly.value == true, !applies, let position = checksumCoversMessageOnly.position {
            context.warning("'v3_checksum_as_v2' has an effect only in version 3 over IPv4", at: position)
        }
        instance.checksumCoversMessageOnly = isOfMessage && applies
    }

    /// What the RFCs do not have is undone, and said where the instance itself asks for it.
    private func applyStrictMode(_ instance: inout VRRPInstance, _ context: inout ReadingContext) {
        func undo(_ name: String, at position: SourceOffset?, _ context: inout ReadingContext) {
            guard let position else { return }
            context.warning("'\(name)' has no effect in strict mode", at: position)
        }
        if instance.downTimerAdvertisements != 3 {
            undo("down_timer_adverts", at: downTimerAdvertisements.position, &context)
        }
        if instance.sendsToHigherPriority {
            undo("higher_prio_send_advert", at: sendsToHigherPriority.position, &context)
        }
        if silentToLowerPriority.value == false {
            undo("lower_prio_no_advert", at: silentToLowerPriority.position, &context)
        }
        if instance.announcements.lowerPriorityRepeat > 0 {
            undo("garp_lower_prio_repeat", at: announcements.lowerPriorityRepeat.position, &context)
        }
        instance.downTimerAdvertisements = 3
        instance.sendsToHigherPriority = false
        instance.silentToLowerPriority = true
        instance.announcements.lowerPriorityRepeat = 0
    }

    /// A backup of version 3 waits by the interval that it heard last. One that yields with a last advertisement of its
    /// own is heard by backups, which then wait by its interval, and nobody corrects them.
    private func warnOfFlapping(_ instance: VRRPInstance, _ context: inout ReadingContext) {
        guard instance.version == 3, instance.sendsToHigherPriority, instance.silentToLowerPriority else { return }
        context.warning(
            "'higher_prio_send_advert' with 'lower_prio_no_advert' lets a backup take over from a master that lives, where "
                + "the routers' 'advert_int' differ: give all of them the same, or leave one of the two words out",
            at: sendsToHigherPriority.position ?? silentToLowerPriority.position ?? name.position)
    }

    /// RFC 3768 has no accept mode; RFC 9568 has it off unless it is asked for.
    private func completeAcceptMode(_ instance: inout VRRPInstance, _ context: inout ReadingContext) {
        guard instance.priority != 255 else { return }
        instance.accepts = accept.value ?? !instance.isStrict
        if instance.isStrict, instance.version == 2, accept.value == true, let position = accept.position {
            context.warning("'accept' has no effect in strict mode of version 2", at: position)
            instance.accepts = false
        }
    }
}
