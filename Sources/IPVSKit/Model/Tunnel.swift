/// How packets to a real server with `ForwardingMethod.tunnel` are wrapped (`IP_VS_CONN_F_TUNNEL_TYPE_…`).
///
/// Kernels before 5.2 (GUE) and 5.3 (GRE) know IP in IP only.
public enum Tunnel: Hashable, Sendable {
    /// What protects the wrapped packet (`IP_VS_TUNNEL_ENCAP_FLAG_…`).
    public enum Checksum: Hashable, Sendable {
        case none
        /// The checksum of the outer header is filled in.
        case full
        /// Remote checksum offload; GUE only.
        case remote
    }

    /// IP in IP.
    case ipip
    case gre(Checksum)
    /// Generic UDP encapsulation to a port other than 0.
    case gue(port: UInt16, Checksum)
}
