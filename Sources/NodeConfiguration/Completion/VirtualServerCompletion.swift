import Addresses
import Deadlines

extension VirtualServerDraft {
    /// The virtual server with its defaults and its real servers; nil where it cannot be.
    func completed(_ context: inout ReadingContext) -> VirtualServer? {
        guard !realServers.isEmpty else {
            context.warning("this virtual_server has no real servers and is left out", at: position)
            return nil
        }
        guard let identity = modelIdentity else { return nil }
        let family = checkedFamily(&context)
        let method = defaulted(self.method, "lvs_method", .nat, "NAT", &context)
        let scheduler = defaulted(self.scheduler, "lvs_sched", "wlc", "wlc", &context)
        let transportProtocol = checkedProtocol(&context)
        let servers = completedServers(family, method, &context)
        let (quorum, hysteresis) = checkedQuorum(servers, &context)
        var server = VirtualServer(
            identity: identity, transportProtocol: transportProtocol, family: family, scheduler: scheduler,
            method: method, persistence: checkedPersistence(family, &context),
            onePacket: checkedOnePacket(transportProtocol, &context),
            schedulerFlags: schedulerFlags.completed(scheduler, &context),
            delayLoop: timing.delayLoop.value ?? CheckDefaults.delayLoop, quorum: quorum, hysteresis: hysteresis,
            alpha: timing.alpha.value ?? false, inhibitOnFailure: inhibitOnFailure.value ?? false,
            suspendsWithoutAddress: checkedSuspension(&context),
            sorryServer: completedSorryServer(family, method, &context),
            drainTimeout: drainTimeout.value ?? .zero, realServers: servers, position: context.position(of: position))
        server.scripts = completedScripts
        server.tellsAtStop = tellsAtStop.value ?? false
        server.sendsMail = alerts.value
        return server
    }

    private var modelIdentity: VirtualServer.Identity? {
        switch identity {
        case .address(let address, let port): .address(address, port: port)
        case .firewallMark(let mark): .firewallMark(mark)
        case .group: group.map { .group($0.group, ordinal: $0.ordinal) }
        }
    }

    /// The port in the identity or, of a group, that of all its members; nil for a firewall mark and for several ports.
    var servicePort: UInt16? {
        switch identity {
        case .address(_, let port): port
        case .firewallMark: nil
        case .group: group?.group.port
        }
    }

    /// Whether every port is meant, in a member of a group at least.
    private var hasEveryPort: Bool {
        switch identity {
        case .address(_, let port): port == 0
        case .firewallMark: false
        case .group: group?.group.hasEveryPort ?? false
        }
    }

    /// Whether the protocol matters.
    private var hasProtocol: Bool {
        switch identity {
        case .address: true
        case .firewallMark: false
        case .group: group?.group.hasAddresses ?? false
        }
    }

    private func defaulted<Value>(
        _ setting: Setting<Value>, _ keyword: String, _ standard: Value, _ name: String,
        _ context: inout ReadingContext
    ) -> Value {
        if !setting.isGiven { context.warning("'\(keyword)' is not set; \(name) is used", at: position) }
        return setting.value ?? standard
    }

    private func checkedFamily(_ context: inout ReadingContext) -> AddressFamily {
        switch identity {
        case .address(let address, _):
            if let given = self.family.value, given != address.family, let position = self.family.position {
                context.warning("'ip_family' has no effect: the address decides", at: position)
            }
            return address.family
        case .firewallMark:
            return familyOfMarks
        case .group:
            return group?.group.families.first ?? familyOfMarks
        }
    }

    /// The family of packets that are known by a firewall mark.
    var familyOfMarks: AddressFamily { family.value ?? realServers.first?.address.family ?? .ipv4 }

    private func checkedProtocol(_ context: inout ReadingContext) -> ServiceProtocol {
        guard hasProtocol else { return transportProtocol.value ?? .tcp }
        return defaulted(transportProtocol, "protocol", .udp, "UDP", &context)
    }

    private func checkedOnePacket(_ transportProtocol: ServiceProtocol, _ context: inout ReadingContext) -> Bool {
        guard onePacket.value == true, let position = onePacket.position else { return false }
        guard hasProtocol, transportProtocol != .udp else { return true }
        context.warning("'ops' has no effect: it is for UDP", at: position)
        return false
    }

    private func checkedPersistence(
        _ family: AddressFamily, _ context: inout ReadingContext
    ) -> PersistenceSettings? {
        var timeout = persistenceTimeout.value
        var prefixLength = family.bitWidth
        if let granularity = persistenceGranularity.value, let position = persistenceGranularity.position {
            if granularity.family == family {
                prefixLength = granularity.prefixLength
            } else {
                context.error(
                    "'persistence_granularity' takes "
                        + (family == .ipv4 ? "an IPv4 netmask" : "an IPv6 prefix length") + " in this service",
                    at: position)
            }
            timeout = timeout ?? VirtualServerBlock.standardPersistenceTimeout
        }
        if timeout == nil, hasEveryPort {
            timeout = VirtualServerBlock.standardPersistenceTimeout
            context.warning("a service without a port must be persistent: 360 seconds are used", at: position)
        }
        if timeout == nil, let position = persistenceEngine.position {
            context.warning("'persistence_engine' has no effect without 'persistence_timeout'", at: position)
        }
        return timeout.map {
            PersistenceSettings(timeout: $0, prefixLength: prefixLength, engine: persistenceEngine.value)
        }
    }

    private func checkedSuspension(_ context: inout ReadingContext) -> Bool {
        guard suspendsWithoutAddress.value == true, let position = suspendsWithoutAddress.position else { return false }
        let hasAddress =
            switch identity {
            case .address: true
            case .firewallMark: false
            case .group: group?.group.hasAddresses ?? false
            }
        if !hasAddress {
            context.warning("'ha_suspend' has no effect: a firewall mark has no address", at: position)
        }
        return hasAddress
    }

    /// keepalived's bounds, but never below what a quorum means: at least one, and hysteresis below it.
    private func checkedQuorum(
        _ servers: [RealServer], _ context: inout ReadingContext
    ) -> (quorum: Int, hysteresis: Int) {
        let total = max(servers.reduce(0) { $0 + Int($1.weight) }, 1)
        var needed = quorum.value ?? 1
        if needed > total {
            context.warning(
                "'quorum' is more than the weights of all real servers together: \(total) is used",
                at: quorum.position ?? position)
            needed = total
        }
        let margin = hysteresis.value ?? 0
        guard margin >= needed else { return (needed, margin) }
        context.warning(
            "'hysteresis' must be less than the quorum: \(needed - 1) is used", at: hysteresis.position ?? position)
        return (needed, needed - 1)
    }

    private func completedSorryServer(
        _ family: AddressFamily, _ serviceMethod: Forwarding, _ context: inout ReadingContext
    ) -> SorryServer? {
        if !sorryServer.isGiven, let position = sorryServerMethod.position {
            context.warning("'sorry_server_lvs_method' has no effect without 'sorry_server'", at: position)
        }
        if !sorryServer.isGiven, let position = sorryServerInhibit.position {
            context.warning("'sorry_server_inhibit' has no effect without 'sorry_server'", at: position)
        }
        guard let draft = sorryServer.value, let position = sorryServer.position else { return nil }
        let method = sorryServerMethod.value ?? serviceMethod
        checkFamily(of: draft.address, method, family, at: position, &context)
        let port = effectivePort(draft.port, method, "sorry_server", at: position, &context)
        return SorryServer(
            address: draft.address, port: port, method: method, staysInTable: sorryServerInhibit.value ?? false)
    }

    private func completedServers(
        _ family: AddressFamily, _ serviceMethod: Forwarding, _ context: inout ReadingContext
    ) -> [RealServer] {
        var positions: [Endpoint: SourceOffset] = [:]
        positions.reserveCapacity(realServers.count)
        var servers: [RealServer] = []
        servers.reserveCapacity(realServers.count)
        // By their places: drafts are large, and a look at one is no copy then.
        for place in realServers.indices {
            let (address, position) = (realServers[place].address, realServers[place].position)
            let method = realServers[place].method.value ?? serviceMethod
            checkFamily(of: address, method, family, at: position, &context)
            let port = effectivePort(realServers[place].port, method, "real_server", at: position, &context)
            let endpoint = Endpoint(address, port: port)
            if let earlier = positions[endpoint] {
                context.warning(
                    "real_server \(endpoint) is already defined at \(context.position(of: earlier)); this one is left out",
                    at: position)
                continue
            }
            positions[endpoint] = position
            servers.append(realServers[place].completed(in: self, method, port: port, &context))
        }
        return servers
    }

    private func checkFamily(
        of address: IPAddress, _ method: Forwarding, _ family: AddressFamily, at position: SourceOffset,
        _ context: inout ReadingContext
    ) {
        guard !method.isTunnel, (group?.group.families ?? [family]) != [address.family] else { return }
        context.error("\(address) is not of the service's family; only TUN may cross families", at: position)
    }

    /// The port the kernel is told: only NAT can change it.
    private func effectivePort(
        _ given: UInt16?, _ method: Forwarding, _ keyword: String, at position: SourceOffset,
        _ context: inout ReadingContext
    ) -> UInt16 {
        let servicePort = servicePort ?? 0
        // Each member of a group has its port, which the kernel takes where it is told none.
        if method == .nat, group != nil { return given ?? 0 }
        guard method != .nat, let given, given != servicePort else { return given ?? servicePort }
        let used = servicePort == 0 ? "it is left out" : "port \(servicePort) is used"
        context.warning(
            "port \(given) of '\(keyword)' is not the service's, and \(method.keyword) cannot change it: \(used)",
            at: position)
        return servicePort
    }
}
