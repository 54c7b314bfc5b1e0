/// What a virtual service or a real server has carried since it was added, and at what rate
/// (`IPVS_SVC_ATTR_STATS64`, `IPVS_DEST_ATTR_STATS64`).
///
/// Outgoing packets are seen with NAT only. The kernel brings the counters up to date every two seconds; rates are its
/// estimates over the last few.
///
/// The 32-bit `IPVS_…_ATTR_STATS`, which Linux sends beside these, are not read.
public struct Counters: Hashable, Sendable {
    /// Connections scheduled (`IPVS_STATS_ATTR_CONNS`).
    public var connections: UInt64 = 0
    /// `IPVS_STATS_ATTR_INPKTS`
    public var incomingPackets: UInt64 = 0
    /// `IPVS_STATS_ATTR_OUTPKTS`; only what passes back through this host, so 0 for DR and tunnels.
    public var outgoingPackets: UInt64 = 0
    /// `IPVS_STATS_ATTR_INBYTES`
    public var incomingBytes: UInt64 = 0
    /// `IPVS_STATS_ATTR_OUTBYTES`; see `outgoingPackets`.
    public var outgoingBytes: UInt64 = 0
    /// The kernel's moving average (`IPVS_STATS_ATTR_CPS`).
    public var connectionsPerSecond: UInt64 = 0
    /// `IPVS_STATS_ATTR_INPPS`
    public var incomingPacketsPerSecond: UInt64 = 0
    /// `IPVS_STATS_ATTR_OUTPPS`
    public var outgoingPacketsPerSecond: UInt64 = 0
    /// `IPVS_STATS_ATTR_INBPS`
    public var incomingBytesPerSecond: UInt64 = 0
    /// `IPVS_STATS_ATTR_OUTBPS`
    public var outgoingBytesPerSecond: UInt64 = 0

    public init() {}
}
