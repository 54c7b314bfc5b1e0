package import Addresses
package import Deadlines

/// `virtual_server`: a virtual service with its real servers.
package struct VirtualServer: Hashable, Sendable {
    /// What the kernel knows the service by.
    package enum Identity: Hashable, Sendable {
        /// Port 0 stands for every port.
        case address(IPAddress, port: UInt16)
        case firewallMark(UInt32)
        /// Each member is a service of its own in the kernel; real servers, their health and the quorum are the group's.
        ///
        /// The ordinal counts the uses of the same group, from 0 and in the order of the file, as keepalived does: those
        /// that are left out, too. Scripts are told it; a service is not known by it, for it changes with the others.
        case group(VirtualServerGroup, ordinal: Int)
    }

    package internal(set) var identity: Identity
    /// Means nothing for a service known by its firewall mark.
    package let transportProtocol: ServiceProtocol
    package let family: AddressFamily
    /// The kernel's name of the scheduler, such as `wlc`.
    package let scheduler: String
    package internal(set) var method: Forwarding
    package let persistence: PersistenceSettings?
    /// `ops`: each UDP packet is scheduled on its own.
    package let onePacket: Bool
    package let schedulerFlags: SchedulerFlags
    package internal(set) var delayLoop: Nanoseconds
    /// At least 1 and, where that is possible, at most the sum of the real servers' weights.
    package let quorum: Int
    /// Less than the quorum.
    package let hysteresis: Int
    package internal(set) var alpha: Bool
    package internal(set) var inhibitOnFailure: Bool
    package let sorryServer: SorryServer?
    /// `ha_suspend`: checks pause while none of the service's addresses is on this host.
    package let suspendsWithoutAddress: Bool
    /// How long a real server that was taken out of the file may keep its connections; zero: it goes at once.
    package internal(set) var drainTimeout: Nanoseconds
    /// `quorum_up` and `quorum_down`
    package internal(set) var scripts: UpDownScripts?
    /// `omega`: at a stop all are told that the servers and the quorum are gone.
    package internal(set) var tellsAtStop = false
    /// `smtp_alert`; nil: as `global_defs` says.
    package internal(set) var sendsMail: Bool?
    /// At least one.
    package internal(set) var realServers: [RealServer]
    /// Where the block stands.
    package internal(set) var position: SourcePosition

    package init(
        identity: Identity, transportProtocol: ServiceProtocol, family: AddressFamily, scheduler: String,
        method: Forwarding, persistence: PersistenceSettings? = nil, onePacket: Bool,
        schedulerFlags: SchedulerFlags = [], delayLoop: Nanoseconds, quorum: Int, hysteresis: Int, alpha: Bool,
        inhibitOnFailure: Bool, suspendsWithoutAddress: Bool = false, sorryServer: SorryServer? = nil,
        drainTimeout: Nanoseconds = .zero, realServers: [RealServer], position: SourcePosition
    ) {
        self.identity = identity
        self.transportProtocol = transportProtocol
        self.family = family
        self.scheduler = scheduler
        self.method = method
        self.persistence = persistence
        self.onePacket = onePacket
        self.schedulerFlags = schedulerFlags
        self.suspendsWithoutAddress = suspendsWithoutAddress
        self.delayLoop = delayLoop
        self.quorum = quorum
        self.hysteresis = hysteresis
        self.alpha = alpha
        self.inhibitOnFailure = inhibitOnFailure
        self.sorryServer = sorryServer
        self.drainTimeout = drainTimeout
        self.realServers = realServers
        self.position = position
    }

    /// How many services of the kernel's these are.
    package var serviceCount: Int {
        switch identity {
        case .address, .firewallMark: 1
        case .group(let group, _): group.members.count
        }
    }

    /// Whether both say the same, wherever they stand in their files.
    package func saysTheSame(as other: VirtualServer) -> Bool {
        var moved = self
        moved.position = other.position
        return moved == other
    }
}

/// The protocol of a virtual service.
package enum ServiceProtocol: String, Hashable, Sendable, CaseIterable {
    case tcp
    case udp
    case sctp
}

/// A client comes back to the same real server for a time.
package struct PersistenceSettings: Hashable, Sendable {
    /// Seconds, 1 to 2678400.
    package let timeout: UInt32
    /// Clients whose addresses agree in this many bits count as one.
    package let prefixLength: Int
    /// `persistence_engine`: what tells clients apart beside their addresses, such as `sip`.
    package let engine: String?

    package init(timeout: UInt32, prefixLength: Int, engine: String? = nil) {
        self.timeout = timeout
        self.prefixLength = prefixLength
        self.engine = engine
    }
}

/// The server that answers while the quorum is lost.
package struct SorryServer: Hashable, Sendable {
    package let address: IPAddress
    package let port: UInt16
    package let method: Forwarding
    /// `sorry_server_inhibit`: it stays with weight 0 while it does not answer, instead of being removed.
    package let staysInTable: Bool

    package init(address: IPAddress, port: UInt16, method: Forwarding, staysInTable: Bool = false) {
        self.address = address
        self.port = port
        self.method = method
        self.staysInTable = staysInTable
    }
}

extension VirtualServer {
    /// `tcp/192.0.2.1:80`, `fwmark/7`, `fwmark/7/ipv6`: the service in one word, as other parts of a file name it.
    ///
    /// A group's is `tcp/group/web`, or `fwmark/group/web` where it has marks alone. Where marks that do not say their
    /// family are IPv6's it is `tcp/ipv6/group/web`, for the group may be used for both families.
    package var trackingName: String {
        switch (identity, family) {
        case (.address(let address, let port), _): "\(transportProtocol.rawValue)/\(Endpoint(address, port: port))"
        case (.firewallMark(let mark), .ipv4): "fwmark/\(mark)"
        case (.firewallMark(let mark), .ipv6): "fwmark/\(mark)/ipv6"
        case (.group(let group, _), _):
            (group.hasAddresses ? transportProtocol.rawValue : "fwmark")
                + (group.familyOfMarks == .ipv6 ? "/ipv6" : "") + "/group/\(group.name)"
        }
    }
}
