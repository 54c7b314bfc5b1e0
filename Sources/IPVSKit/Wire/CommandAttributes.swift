import CNetlink
import Netlink

/// What every IPVS command carries (`IPVS_CMD_ATTR_…` in linux/ip_vs.h).
struct CommandAttributes: AttributeRecord {
    var service: ServiceAttributes?
    var destination: DestinationAttributes?
    var daemon: DaemonAttributes?
    var tcpTimeout: UInt32?
    var tcpFINTimeout: UInt32?
    var udpTimeout: UInt32?

    mutating func fields(_ coder: inout AttributeCoder) {
        coder.nested(IPVS_CMD_ATTR_SERVICE, &service)
        coder.nested(IPVS_CMD_ATTR_DEST, &destination)
        coder.nested(IPVS_CMD_ATTR_DAEMON, &daemon)
        coder.number(IPVS_CMD_ATTR_TIMEOUT_TCP, &tcpTimeout)
        coder.number(IPVS_CMD_ATTR_TIMEOUT_TCP_FIN, &tcpFINTimeout)
        coder.number(IPVS_CMD_ATTR_TIMEOUT_UDP, &udpTimeout)
    }
}

extension CommandAttributes {
    init(_ timeouts: Timeouts) {
        tcpTimeout = timeouts.tcp
        tcpFINTimeout = timeouts.tcpFIN
        udpTimeout = timeouts.udp
    }

    /// Protocols without a timeout are those that the kernel was built without.
    var timeouts: Timeouts {
        Timeouts(tcp: tcpTimeout ?? 0, tcpFIN: tcpFINTimeout ?? 0, udp: udpTimeout ?? 0)
    }
}

/// The answer to `IPVS_CMD_GET_INFO` (`IPVS_INFO_ATTR_…` in linux/ip_vs.h).
struct InfoAttributes: AttributeRecord {
    var version: UInt32?
    var connectionTableSize: UInt32?

    mutating func fields(_ coder: inout AttributeCoder) {
        coder.number(IPVS_INFO_ATTR_VERSION, &version)
        coder.number(IPVS_INFO_ATTR_CONN_TAB_SIZE, &connectionTableSize)
    }
}
