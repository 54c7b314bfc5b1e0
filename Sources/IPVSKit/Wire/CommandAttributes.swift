import CNetlink
import Netlink

/// What every IPVS command carries (`IPVS_CMD_ATTR_…` in linux/ip_vs.h).
struct CommandAttributes: AttributeRecord {
    var service: ServiceAttributes?
    var destination: DestinationAttributes?

    mutating func fields(_ coder: inout AttributeCoder) {
        coder.nested(IPVS_CMD_ATTR_SERVICE, &service)
        coder.nested(IPVS_CMD_ATTR_DEST, &destination)
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
