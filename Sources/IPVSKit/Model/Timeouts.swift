/// How long IPVS keeps a connection on which nothing is sent (`IPVS_CMD_ATTR_TIMEOUT_…`), for the whole network
/// namespace and for connections of all services.
///
/// In whole seconds, up to the number that the kernel can count in ticks (2,147,483,647 / HZ); more is refused with
/// `EINVAL`. When set, 0 leaves what is.
public struct Timeouts: Hashable, Sendable {
    /// Established TCP connections; the kernel starts with 900.
    public var tcp: UInt32
    /// TCP connections after the first FIN; 120 at the start.
    public var tcpFIN: UInt32
    /// UDP, counted from the last packet; 300 at the start.
    public var udp: UInt32

    public init(tcp: UInt32 = 0, tcpFIN: UInt32 = 0, udp: UInt32 = 0) {
        self.tcp = tcp
        self.tcpFIN = tcpFIN
        self.udp = udp
    }
}
