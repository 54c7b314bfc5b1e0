extension ConfigurationDraft {
    /// The whole configuration with defaults and inheritance; what collides is reported with both places.
    func completed(_ context: inout ReadingContext) -> Configuration {
        var configuration = Configuration()
        configuration.namespace = namespace.completed(context)
        context.namespace = configuration.namespace?.name
        configuration.ipvsNamespace = ipvsNamespace.completed(context)
        configuration.globals = globals.completed(&context)
        configuration.virtualServers = virtualServers.completed(globals: configuration.globals, &context)
        warnOfMissingMail(configuration.globals.mail, &context)
        var trackers = TrackerIndex(
            trackers, followsServices ? configuration.virtualServers : [], &context)
        var instances = completedInstances(configuration.globals, &trackers, &context)
        configuration.syncGroups = completedSyncGroups(
            &instances, &trackers, priorityChanges: configuration.globals.notifyPriorityChanges, &context)
        configuration.vrrpInstances = instances
        configuration.globals.syncDaemon = completedSyncDaemon(instances, &context)
        warnOfClosedServices(configuration, &context)
        context.trackFiles = self.trackers.files
        configuration.topology = completedTopology(configuration, &context)
        configuration.managementServerGroups = completedGroups(&context)
        configuration.trackScripts = self.trackers.completedScripts(trackers, &context)
        configuration.trackFiles = self.trackers.completedFiles(trackers, &context)
        configuration.trackProcesses = self.trackers.completedProcesses(trackers, &context)
        configuration.trackGroups = completedTrackGroups(&context)
        completeStaticEntries(&configuration, &context)
        configuration.garpGroups = completedGARPGroups(&context)
        configuration.interfaceDelays = completedInterfaceDelays(&context)
        configuration.tls = completedTLS(&context)
        configuration.api = completedAPI(&context)
        context.reportScripts(under: configuration.globals)
        return configuration
    }

    /// Whether the names of the virtual servers matter.
    private var followsServices: Bool {
        vrrpInstances.contains { !$0.tracking.virtualServers.isEmpty }
            || syncGroups.contains { !$0.tracking.virtualServers.isEmpty }
    }

    private func completedInstances(
        _ globals: GlobalDefinitions, _ trackers: inout TrackerIndex, _ context: inout ReadingContext
    ) -> [VRRPInstance] {
        let defaults = InstanceDefaults(globals: globals, vrrp: self.globals.vrrp)
        var names: [String: SourceOffset] = [:]
        var collisions = VRRPCollisions()
        var instances: [VRRPInstance] = []
        for draft in vrrpInstances {
            if let earlier = names.updateValue(draft.name.position, forKey: draft.name.text) {
                context.error(
                    "vrrp_instance '\(draft.name.text)' is already defined at \(context.position(of: earlier))",
                    at: draft.name.position)
                continue
            }
            guard let instance = draft.completed(defaults, &trackers, &context),
                collisions.isFree(instance, at: draft.virtualRouterID.position ?? draft.name.position, &context)
            else { continue }
            instances.append(instance)
        }
        return instances
    }

    private func completedTopology(
        _ configuration: Configuration, _ context: inout ReadingContext
    ) -> TopologySettings? {
        guard let first = topologies.first else { return nil }
        for other in topologies.dropFirst() {
            context.error(
                "there is one topology, and it is defined at \(context.position(of: first.position))",
                at: other.position)
        }
        return first.completed(configuration.globals, instances: configuration.vrrpInstances, &context)
    }

    private func completedAPI(_ context: inout ReadingContext) -> NetworkAPI? {
        guard let first = apis.first else { return nil }
        for other in apis.dropFirst() {
            context.error(
                "there is one api, and it is defined at \(context.position(of: first.position))", at: other.position)
        }
        return first.completed(&context)
    }

    private func completedGroups(_ context: inout ReadingContext) -> [ManagementServerGroup] {
        var names: [String: SourceOffset] = [:]
        return managementServerGroups.compactMap { draft in
            if let earlier = names.updateValue(draft.name.position, forKey: draft.name.text) {
                context.error(
                    "management_server_group '\(draft.name.text)' is already defined at \(context.position(of: earlier))",
                    at: draft.name.position)
                return nil
            }
            return draft.completed(tokenFile: apis.first?.tokenFile ?? Setting(), &context)
        }
    }
}
