extension ConfigurationDraft {
    /// `lvs_sync_daemon`, or the old keyword in an instance that says the same.
    func completedSyncDaemon(
        _ instances: [VRRPInstance], _ context: inout ReadingContext
    ) -> SyncDaemonSettings? {
        let old = vrrpInstances.filter { $0.syncDaemonInterface.isGiven }
        let global = globals.connections.syncDaemon
        for (place, draft) in old.enumerated() where global.isGiven || place > 0 {
            guard let position = draft.syncDaemonInterface.position else { continue }
            context.warning(
                "'lvs_sync_daemon_interface' is left out: there is one daemon, and it is set already", at: position)
        }
        if global.isGiven { return global.value?.completed(instances, &context) }
        guard let draft = old.first, let interface = draft.syncDaemonInterface.value else { return nil }
        return SyncDaemonSettings(interface: interface, instance: draft.name.text, syncID: 0)
    }
}

extension SyncDaemonDraft {
    fileprivate func completed(_ instances: [VRRPInstance], _ context: inout ReadingContext) -> SyncDaemonSettings? {
        let followed = instances.first { $0.name == instance?.text }
        if let instance, followed == nil {
            context.error(
                "there is no vrrp_instance '\(instance.text)'", at: instance.position,
                suggestion: Suggestion.closest(to: instance.text, among: instances.map(\.name)))
            return nil
        }
        return SyncDaemonSettings(
            interface: interface, instance: followed?.name,
            syncID: syncID ?? followed?.virtualRouterID ?? 0,
            maximumLength: maximumLength, port: port, ttl: ttl, group: group)
    }
}
