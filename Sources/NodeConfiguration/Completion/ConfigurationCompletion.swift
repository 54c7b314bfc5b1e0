import Addresses

extension ConfigurationDraft {
    /// The whole configuration with defaults and inheritance; what collides is reported with both places.
    func completed(_ context: inout ReadingContext) -> Configuration {
        var configuration = Configuration()
        configuration.globals = globals.completed()
        configuration.vrrpInstances = completedInstances(configuration.globals, &context)
        configuration.virtualServers = completedServers(configuration.globals, &context)
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
        var names: [String: SourcePosition] = [:]
        var routers: [RouterKey: SourcePosition] = [:]
        var instances: [VRRPInstance] = []
        for draft in vrrpInstances {
            if let earlier = names.updateValue(draft.name.position, forKey: draft.name.text) {
                context.error(
                    "vrrp_instance '\(draft.name.text)' is already defined at \(earlier)", at: draft.name.position)
                continue
            }
            guard let instance = draft.completed(globals: globals, &context) else { continue }
            let key = RouterKey(
                interface: instance.interface, family: instance.family, virtualRouterID: instance.virtualRouterID)
            let position = draft.virtualRouterID.position ?? instance.position
            if let earlier = routers.updateValue(position, forKey: key) {
                context.error(
                    "virtual_router_id \(key.virtualRouterID) is already used on \(key.interface) for "
                        + "\(key.family == .ipv4 ? "IPv4" : "IPv6") at \(earlier)", at: position)
                continue
            }
            instances.append(instance)
        }
        return instances
    }

    /// What the kernel tells services apart by.
    private struct ServiceKey: Hashable {
        let identity: VirtualServer.Identity
        let transportProtocol: ServiceProtocol?
        let family: AddressFamily
    }

    private func completedServers(
        _ globals: GlobalDefinitions, _ context: inout ReadingContext
    ) -> [VirtualServer] {
        var services: [ServiceKey: SourcePosition] = [:]
        var servers: [VirtualServer] = []
        for draft in virtualServers {
            guard let server = draft.completed(globals: globals, &context) else { continue }
            var transportProtocol: ServiceProtocol?
            if case .address = server.identity { transportProtocol = server.transportProtocol }
            let key = ServiceKey(
                identity: server.identity, transportProtocol: transportProtocol, family: server.family)
            if let earlier = services[key] {
                context.warning(
                    "this virtual_server is already defined at \(earlier); this one is left out", at: draft.position)
                continue
            }
            services[key] = draft.position
            servers.append(server)
        }
        return servers
    }

    private func completedGroups(_ context: inout ReadingContext) -> [ManagementServerGroup] {
        var names: [String: SourcePosition] = [:]
        return managementServerGroups.compactMap { draft in
            if let earlier = names.updateValue(draft.name.position, forKey: draft.name.text) {
                context.error(
                    "management_server_group '\(draft.name.text)' is already defined at \(earlier)",
                    at: draft.name.position)
                return nil
            }
            return draft.completed(&context)
        }
    }
}
