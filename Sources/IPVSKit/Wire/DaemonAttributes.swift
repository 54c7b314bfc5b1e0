import Addresses
import CNetlink
import Netlink

/// A synchronisation daemon in the kernel's terms (`IPVS_DAEMON_ATTR_…` in linux/ip_vs.h).
struct DaemonAttributes: AttributeRecord {
    var state: UInt32?
    var interface: String?
    var syncID: UInt32?
    var maximumLength: UInt16?
    /// In the host's byte order, unlike every other port.
    var port: UInt16?
    var ttl: UInt8?
    /// Four bytes in network byte order.
    var group: UInt32?
    var group6: UInt128?

    mutating func fields(_ coder: inout AttributeCoder) {
        coder.number(IPVS_DAEMON_ATTR_STATE, &state)
        coder.text(IPVS_DAEMON_ATTR_MCAST_IFN, &interface)
        coder.number(IPVS_DAEMON_ATTR_SYNC_ID, &syncID)
        coder.number(IPVS_DAEMON_ATTR_SYNC_MAXLEN, &maximumLength)
        coder.number(IPVS_DAEMON_ATTR_MCAST_PORT, &port)
        coder.number(IPVS_DAEMON_ATTR_MCAST_TTL, &ttl)
        coder.number(IPVS_DAEMON_ATTR_MCAST_GROUP, &group)
        coder.networkOrder(IPVS_DAEMON_ATTR_MCAST_GROUP6, &group6)
    }
}

extension DaemonAttributes {
    /// Only what names the daemon to stop.
    init(_ role: SyncDaemon.Role) {
        state = role.kernelNumber
    }

    init(_ daemon: SyncDaemon) {
        self.init(daemon.role)
        interface = daemon.interface.description
        syncID = UInt32(daemon.syncID)
        maximumLength = daemon.maximumLength
        port = daemon.port
        ttl = daemon.ttl
        switch daemon.group {
        case .v4(let address): group = address.value.bigEndian
        case .v6: group6 = daemon.group?.kernelBytes
        case nil: break
        }
    }

    /// Nil for a daemon in no state that we know, or on an interface without a usable name.
    var daemon: SyncDaemon? {
        guard let state, let role = SyncDaemon.Role(kernelNumber: state),
            let interface = interface.flatMap({ InterfaceName($0) })
        else { return nil }
        let address = group.map { IPAddress.v4(IPv4Address(UInt32(bigEndian: $0))) }
        return SyncDaemon(
            role, on: interface, syncID: UInt8(truncatingIfNeeded: syncID ?? 0), maximumLength: maximumLength,
            group: address ?? group6.map { IPAddress(kernelBytes: $0, .ipv6) }, port: port, ttl: ttl)
    }
}

extension SyncDaemon.Role {
    /// `IP_VS_STATE_…`
    var kernelNumber: UInt32 {
        switch self {
        case .master: UInt32(IP_VS_STATE_MASTER)
        case .backup: UInt32(IP_VS_STATE_BACKUP)
        }
    }

    init?(kernelNumber: UInt32) {
        guard let role = Self.allCases.first(where: { $0.kernelNumber == kernelNumber }) else { return nil }
        self = role
    }
}
