/// How packets get to a real server (`IP_VS_CONN_F_FWD_MASK`).
public enum ForwardingMethod: Hashable, Sendable {
    /// The destination address and port are rewritten; answers come back through this node (masquerading).
    case nat
    /// The packet goes to the real server's link-layer address as it is; the server has the service's address itself
    /// (direct routing).
    case direct
    /// The packet is wrapped into another one to the real server; the server has the service's address itself.
    case tunnel
    /// Something else that another program set, such as local node (1) or bypass (4): read, never configured.
    case other(UInt8)
}

extension ForwardingMethod: CustomStringConvertible {
    /// `NAT`, `DR`, `TUN` as in keepalived.conf, or the kernel's number.
    public var description: String {
        switch self {
        case .nat: "NAT"
        case .direct: "DR"
        case .tunnel: "TUN"
        case .other(let number): "method \(number)"
        }
    }
}
