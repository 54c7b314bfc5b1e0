/// The transport protocols that IPVS balances.
public enum TransportProtocol: String, Hashable, Sendable, CaseIterable, CustomStringConvertible {
    case tcp = "TCP"
    case udp = "UDP"
    case sctp = "SCTP"

    /// `TCP`, `UDP` or `SCTP`.
    public var description: String { rawValue }
}
