/// A real server of a virtual service (`IPVS_CMD_ATTR_DEST`; the kernel calls it a destination).
public struct RealServer: Hashable, Sendable {
    /// What the kernel knows it by within its service.
    public let key: RealServerKey
    /// `IPVS_DEST_ATTR_FWD_METHOD`
    public var method: ForwardingMethod
    /// Its share of new connections, 0 to 2,147,483,647; with 0 it gets no new ones. Larger values are refused by the
    /// kernel.
    public var weight: UInt32
    /// Active connections at which it gets no new ones; 0 for no limit.
    public var upperThreshold: UInt32
    /// Active connections below which it gets new ones again; 0 for three quarters of the upper threshold, which it
    /// must not exceed.
    public var lowerThreshold: UInt32
    /// How packets are wrapped; has no meaning unless `method` is `.tunnel`, and is then read back as `.ipip`.
    public var tunnel: Tunnel

    public init(
        _ key: RealServerKey, method: ForwardingMethod, weight: UInt32 = 1, upperThreshold: UInt32 = 0,
        lowerThreshold: UInt32 = 0, tunnel: Tunnel = .ipip
    ) {
        self.key = key
        self.method = method
        self.weight = weight
        self.upperThreshold = upperThreshold
        self.lowerThreshold = lowerThreshold
        self.tunnel = tunnel
    }
}
