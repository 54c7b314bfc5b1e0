import Addresses
import CNetlink
import Netlink

/// A real server with its connections and counters in the kernel's terms. They are two thirds of what the kernel says of
/// it, so those who compare tables do not read them.
struct DestinationStatusAttributes: AttributeRecord {
    var destination = DestinationAttributes()
    var activeConnections: UInt32?
    var inactiveConnections: UInt32?
    var persistentConnections: UInt32?
    var counters: CounterAttributes?

    mutating func fields(_ coder: inout AttributeCoder) {
        destination.fields(&coder)
        coder.number(IPVS_DEST_ATTR_ACTIVE_CONNS, &activeConnections)
        coder.number(IPVS_DEST_ATTR_INACT_CONNS, &inactiveConnections)
        coder.number(IPVS_DEST_ATTR_PERSIST_CONNS, &persistentConnections)
        coder.nested(IPVS_DEST_ATTR_STATS64, &counters)
    }
}

extension DestinationStatusAttributes {
    /// - Parameter serviceFamily: the service's, which counts where the kernel (before 3.18) names none.
    func status(serviceFamily: AddressFamily) -> RealServerStatus? {
        guard let realServer = destination.realServer(serviceFamily: serviceFamily) else { return nil }
        return RealServerStatus(
            realServer, activeConnections: activeConnections ?? 0, inactiveConnections: inactiveConnections ?? 0,
            persistentConnections: persistentConnections ?? 0, counters: Counters(counters))
    }
}

/// One of the answers to `IPVS_CMD_GET_DEST`, with as much of the real server as a record has lines for.
struct ListedDestination<Record: AttributeRecord>: AttributeRecord {
    var destination: Record?

    mutating func fields(_ coder: inout AttributeCoder) {
        coder.nested(IPVS_CMD_ATTR_DEST, &destination)
    }
}
