public import Addresses

/// The kernel thread that carries connections from one node to another by multicast, so that a successor goes on with
/// them (`IPVS_CMD_ATTR_DAEMON`). A network namespace has one of each role at most.
///
/// It cannot run while any service has a real server of another address family than its own.
public struct SyncDaemon: Hashable, Sendable {
    /// Which end of the wire it is (`IPVS_DAEMON_ATTR_STATE`).
    public enum Role: String, Hashable, Sendable, CaseIterable, CustomStringConvertible {
        /// Tells others of this node's connections (`IP_VS_STATE_MASTER`).
        case master
        /// Takes over what others tell (`IP_VS_STATE_BACKUP`).
        case backup

        /// `master` or `backup`, as ipvsadm writes it.
        public var description: String { rawValue }
    }

    /// Cannot be changed while it runs, as nothing can.
    public var role: Role
    /// Where its packets go out and come in; it must exist (`IPVS_DAEMON_ATTR_MCAST_IFN`).
    public var interface: InterfaceName
    /// Marks what belongs together: a backup takes what carries its own number, or everything when its number is 0
    /// (`IPVS_DAEMON_ATTR_SYNC_ID`).
    public var syncID: UInt8
    /// Bytes of UDP payload in one packet. Nil, when started, for what fits the interface; the kernel corrects what
    /// does not (`IPVS_DAEMON_ATTR_SYNC_MAXLEN`, since Linux 4.3 as all that follows).
    public var maximumLength: UInt16?
    /// Multicast group, IPv4 or IPv6; nil for 224.0.0.81 (`IPVS_DAEMON_ATTR_MCAST_GROUP`, `…_GROUP6`).
    public var group: IPAddress?
    /// UDP port, the first of those that several threads use; nil for 8848 (`IPVS_DAEMON_ATTR_MCAST_PORT`).
    public var port: UInt16?
    /// Routers that a packet may pass; nil for 1 (`IPVS_DAEMON_ATTR_MCAST_TTL`).
    public var ttl: UInt8?

    public init(
        _ role: Role, on interface: InterfaceName, syncID: UInt8 = 0, maximumLength: UInt16? = nil,
        group: IPAddress? = nil, port: UInt16? = nil, ttl: UInt8? = nil
    ) {
        self.role = role
        self.interface = interface
        self.syncID = syncID
        self.maximumLength = maximumLength
        self.group = group
        self.port = port
        self.ttl = ttl
    }
}

extension SyncDaemon: CustomStringConvertible {
    /// `master on eth0, sync id 7`
    public var description: String { "\(role) on \(interface), sync id \(syncID)" }
}
