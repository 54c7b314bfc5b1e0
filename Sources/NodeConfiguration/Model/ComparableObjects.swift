import Addresses
import Deadlines

// What an object says by itself: without its place in the file, without the objects within it, and without values that
// only those inherit. Two that are equal run alike.

extension VirtualServer {
    /// The service alone: its real servers and their checks are objects of their own.
    package var alone: VirtualServer {
        var service = self
        service.identity = identity.alone
        service.position = .nowhere
        service.realServers = []
        (service.method, service.delayLoop) = (.nat, .zero)
        (service.alpha, service.inhibitOnFailure) = (false, false)
        return service
    }
}

extension VirtualServer.Identity {
    /// How many other services use the same group does not matter.
    package var alone: VirtualServer.Identity {
        switch self {
        case .address, .firewallMark: self
        case .group(let group, _): .group(group, ordinal: 0)
        }
    }
}

extension RealServer {
    /// The server alone: its checks are objects of their own.
    package var alone: RealServer {
        var server = self
        server.checks = []
        return server
    }
}

extension VRRPInstance {
    /// The instance, wherever it and its lines stand. `state` means nothing beyond what preemption has of it.
    package var withoutPlaces: VRRPInstance {
        var instance = self
        instance.position = .nowhere
        instance.stateMaster = false
        instance.routes = routes.map(\.withoutPlace)
        instance.rules = rules.map(\.withoutPlace)
        instance.notify = notify.withoutPlaces
        instance.tracking = tracking.inOrder
        instance.hmac = hmac?.withoutPlaces
        return instance
    }
}

extension SyncGroupBlock {
    /// The group, wherever it and its lines stand.
    package var withoutPlaces: SyncGroupBlock {
        var group = SyncGroupBlock(
            name: name, members: members, tracking: tracking.inOrder, notify: notify.withoutPlaces,
            tracksWithWeights: tracksWithWeights, position: .nowhere)
        group.sendsMail = sendsMail
        return group
    }
}

extension TrackLines {
    /// The same lines by name: they add up in any order.
    fileprivate var inOrder: TrackLines {
        var lines = self
        lines.interfaces.sort { $0.interface.description < $1.interface.description }
        lines.scripts.sort { $0.name < $1.name }
        lines.files.sort { $0.name < $1.name }
        lines.processes.sort { $0.name < $1.name }
        lines.virtualServers.sort { $0.name < $1.name }
        return lines
    }
}

extension HMACLines {
    fileprivate var withoutPlaces: HMACLines {
        HMACLines(
            keys: keys.map { HMACKeyLine(id: $0.id, secret: $0.secret, position: .nowhere) }, activeKey: activeKey,
            replayProtection: replayProtection, timeWindow: timeWindow, mode: mode)
    }
}

extension GlobalDefinitions {
    /// What the node itself looks at: defaults of other blocks show there, and nowhere else.
    package var alone: GlobalDefinitions {
        let standard = GlobalDefinitions()
        var globals = self
        globals.vrrpVersion = standard.vrrpVersion
        globals.drainTimeout = standard.drainTimeout
        globals.lifetime = standard.lifetime
        (globals.multicastGroup4, globals.multicastGroup6) = (nil, nil)
        globals.notifyPriorityChanges = standard.notifyPriorityChanges
        globals.announcements = standard.announcements
        globals.announcements.garpInterval = announcements.garpInterval
        globals.announcements.gnaInterval = announcements.gnaInterval
        globals.ipvsSysctls = ipvsSysctls.map { IPVSSysctl(name: $0.name, value: $0.value, position: .nowhere) }
        globals.startupScript = startupScript?.withoutPlace
        globals.shutdownScript = shutdownScript?.withoutPlace
        globals.notifyFIFO = notifyFIFO?.withoutPlace
        globals.vrrpNotifyFIFO = vrrpNotifyFIFO?.withoutPlace
        globals.lvsNotifyFIFO = lvsNotifyFIFO?.withoutPlace
        return globals
    }
}

extension NotifyFIFO {
    fileprivate var withoutPlace: NotifyFIFO {
        NotifyFIFO(path: path, user: user, group: group, script: script?.withoutPlace)
    }
}

extension TopologySettings {
    /// The same settings, wherever the block stands.
    package var withoutPlace: TopologySettings {
        TopologySettings(
            file: file, mapping: mapping, filter: filter, scheduler: scheduler, method: method,
            persistenceTimeout: persistenceTimeout, delayLoop: delayLoop, drainTimeout: drainTimeout, weight: weight,
            checks: checks, vrrpInstance: vrrpInstance, position: .nowhere)
    }
}

extension NetworkAPI {
    /// The same settings, wherever the block stands.
    package var withoutPlace: NetworkAPI {
        NetworkAPI(
            listens: listens, identity: identity, tokenFile: tokenFile, serverNames: serverNames, position: .nowhere)
    }
}
