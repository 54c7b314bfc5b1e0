import Addresses
import Deadlines
import Topology

extension TopologyDraft {
    private static let standardScheduler = "wlc"
    private static let standardPersistence: UInt32 = 5
    private static let standardDelayLoop = Nanoseconds.seconds(10)
    private static let standardWeight: UInt32 = 50
    private static let standardConnectTimeout = Nanoseconds.seconds(3)

    /// The block with its defaults, which are the platform's; nil where it cannot be.
    func completed(
        _ globals: GlobalDefinitions, instances: [VRRPInstance], _ context: inout ReadingContext
    ) -> TopologySettings? {
        if !mapping.isGiven {
            context.error("'topology' needs 'service_virtual_ips': which services have which virtual IPs", at: position)
        }
        if let name = instance.value, !instances.contains(where: { $0.name == name }), let place = instance.position {
            context.error(
                "there is no vrrp_instance '\(name)'", at: place,
                suggestion: Suggestion.closest(to: name, among: instances.map(\.name)))
        }
        if !scheduler.isGiven {
            context.warning("'lvs_sched' is not set; \(Self.standardScheduler) is used", at: position)
        }
        if !method.isGiven { context.warning("'lvs_method' is not set; DR is used", at: position) }
        guard let mapping = mapping.value else { return nil }
        var filter = TopologyFilter()
        filter.applications = applications.value ?? []
        filter.services = services.value ?? []
        filter.clusters = clusters.value ?? []
        filter.networkPartitions = networkPartitions.value ?? []
        let persistence = persistenceTimeout.value ?? Self.standardPersistence
        return TopologySettings(
            file: file.value, mapping: mapping, filter: filter, scheduler: scheduler.value ?? Self.standardScheduler,
            method: method.value ?? .direct, persistenceTimeout: persistence == 0 ? nil : persistence,
            delayLoop: delayLoop.value ?? Self.standardDelayLoop,
            drainTimeout: drainTimeout.value ?? globals.drainTimeout, weight: weight.value ?? Self.standardWeight,
            checks: completedChecks(&context), vrrpInstance: instance.value, position: context.position(of: position))
    }

    private func completedChecks(_ context: inout ReadingContext) -> [CheckTemplate] {
        var timing = CheckTimingDraft()
        timing.delayLoop = Setting(delayLoop.value ?? Self.standardDelayLoop, at: position)
        var drafts = checks
        if drafts.isEmpty {
            var check = CheckDraft(kind: .tcp, position: position)
            check.timing.connectTimeout = Setting(Self.standardConnectTimeout, at: position)
            drafts = [check]
        }
        return drafts.compactMap { draft in
            // A stand-in for the servers that are to come.
            let address = draft.bindTo.value?.family == .ipv6 ? IPAddress.v6(.loopback) : .v4(.loopback)
            let check = draft.completed(
                timing, Setting(), server: Endpoint(address, port: 1), serviceLoop: timing.delayLoop.value, &context)
            return check.map {
                CheckTemplate(
                    check: $0, connectAddress: draft.connectAddress.value, connectPort: draft.connectPort.value)
            }
        }
    }
}
