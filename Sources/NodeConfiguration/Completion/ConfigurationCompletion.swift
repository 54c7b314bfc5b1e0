import Addresses

extension ConfigurationDraft {
    /// The whole configuration with defaults and inheritance; what collides is reported with both places.
    func completed(_ context: inout ReadingContext) -> Configuration {
        var configuration = Configuration()
        configuration.globals = globals.completed(context)
        configuration.vrrpInstances = completedInstances(configuration.globals, &context)
        configuration.virtualServers = virtualServers.completed(globals: configuration.globals)
        configuration.managementServerGroups = completedGroups(&context)
        return configuration
    }

    /// What may exist only once on the network behind an interface.
    private struct RouterKey: Hashable {
        let interface: InterfaceName
        let family: AddressFamily
        let virtualRouterID: UInt8
    }

    private func completedInstances(
        _ globals: GlobalDefinitions, _ context: inout ReadingContext
    ) -> [VRRPInstance] {
        var names: [String: SourceOffset] = [:]
        var routers: [RouterKey: SourceOffset] = [:]
        var instances: [VRRPInstance] = []
        for draft in vrrpInstances {
            if let earlier = names.updateValue(draft.name.position, forKey: draft.name.text) {
                context.error(
                    "vrrp_instance '\(draft.name.text)' is already defined at \(context.position(of: earlier))",
                    at: draft.name.position)
                continue
            }
            guard let instance = draft.completed(globals: globals, &context) else { continue }
            let key = RouterKey(
                interface: instance.interface, family: instance.family, virtualRouterID: instance.virtualRouterID)
            let position = draft.virtualRouterID.position ?? draft.name.position
            if let earlier = routers.updateValue(position, forKey: key) {
                context.error(
                    "virtual_router_id \(key.virtualRouterID) is already used on \(key.interface) for "
                        + "\(key.family == .ipv4 ? "IPv4" : "IPv6") at \(context.position(of: earlier))", at: position)
                continue
            }
            instances.append(instance)
        }
        return instances
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
            return draft.completed(&context)
        }
    }
}
