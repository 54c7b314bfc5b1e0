/// Sends a client's connections to the real server that had its first one (`IP_VS_SVC_F_PERSISTENT`).
public struct Persistence: Hashable, Sendable {
    /// Seconds after a client's last connection until it may be sent elsewhere; 1 to 2,678,400 (31 days) as in
    /// ipvsadm.
    public var timeout: UInt32
    /// Clients whose addresses agree in this many leading bits count as one: 0 to 32, or 1 to 128.
    ///
    /// A mask with gaps, which another program can set for IPv4, is read as its leading ones.
    public var prefixLength: Int
    /// The persistence engine that tells clients apart by more than their address, such as `sip` (module
    /// `ip_vs_pe_sip`); nil for the address alone.
    public var engine: String?

    public init(timeout: UInt32, prefixLength: Int, engine: String? = nil) {
        self.timeout = timeout
        self.prefixLength = prefixLength
        self.engine = engine
    }
}
