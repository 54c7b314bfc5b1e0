import CNetlink
import Netlink

/// 64-bit statistics in the kernel's terms (`IPVS_STATS_ATTR_…` inside `IPVS_…_ATTR_STATS64` in linux/ip_vs.h).
struct CounterAttributes: AttributeRecord {
    var connections: UInt64?
    var incomingPackets: UInt64?
    var outgoingPackets: UInt64?
    var incomingBytes: UInt64?
    var outgoingBytes: UInt64?
    var connectionsPerSecond: UInt64?
    var incomingPacketsPerSecond: UInt64?
    var outgoingPacketsPerSecond: UInt64?
    var incomingBytesPerSecond: UInt64?
    var outgoingBytesPerSecond: UInt64?

    mutating func fields(_ coder: inout AttributeCoder) {
        coder.number(IPVS_STATS_ATTR_CONNS, &connections)
        coder.number(IPVS_STATS_ATTR_INPKTS, &incomingPackets)
        coder.number(IPVS_STATS_ATTR_OUTPKTS, &outgoingPackets)
        coder.number(IPVS_STATS_ATTR_INBYTES, &incomingBytes)
        coder.number(IPVS_STATS_ATTR_OUTBYTES, &outgoingBytes)
        coder.number(IPVS_STATS_ATTR_CPS, &connectionsPerSecond)
        coder.number(IPVS_STATS_ATTR_INPPS, &incomingPacketsPerSecond)
        coder.number(IPVS_STATS_ATTR_OUTPPS, &outgoingPacketsPerSecond)
        coder.number(IPVS_STATS_ATTR_INBPS, &incomingBytesPerSecond)
        coder.number(IPVS_STATS_ATTR_OUTBPS, &outgoingBytesPerSecond)
    }
}

extension Counters {
    /// Kernels before 4.1 have no 64-bit statistics; all is 0 then.
    init(_ attributes: CounterAttributes?) {
        self.init()
        guard let attributes else { return }
        connections = attributes.connections ?? 0
        incomingPackets = attributes.incomingPackets ?? 0
        outgoingPackets = attributes.outgoingPackets ?? 0
        incomingBytes = attributes.incomingBytes ?? 0
        outgoingBytes = attributes.outgoingBytes ?? 0
        connectionsPerSecond = attributes.connectionsPerSecond ?? 0
        incomingPacketsPerSecond = attributes.incomingPacketsPerSecond ?? 0
        outgoingPacketsPerSecond = attributes.outgoingPacketsPerSecond ?? 0
        incomingBytesPerSecond = attributes.incomingBytesPerSecond ?? 0
        outgoingBytesPerSecond = attributes.outgoingBytesPerSecond ?? 0
    }
}
