/// What a virtual service or a real server has carried since it was added, and at what rate
/// (`IPVS_SVC_ATTR_STATS64`, `IPVS_DEST_ATTR_STATS64`).
///
/// Outgoing packets are seen with NAT only. Rates are the kernel's estimates over the last few seconds.
public struct Counters: Hashable, Sendable {
    public var connections: UInt64 = 0
    public var incomingPackets: UInt64 = 0
    public var outgoingPackets: UInt64 = 0
    public var incomingBytes: UInt64 = 0
    public var outgoingBytes: UInt64 = 0
    public var connectionsPerSecond: UInt64 = 0
    public var incomingPacketsPerSecond: UInt64 = 0
    public var outgoingPacketsPerSecond: UInt64 = 0
    public var incomingBytesPerSecond: UInt64 = 0
    public var outgoingBytesPerSecond: UInt64 = 0

    public init() {}
}
