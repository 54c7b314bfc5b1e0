import Addresses
import CNetlink
import Netlink

/// A real server in the kernel's terms (`IPVS_DEST_ATTR_…` in linux/ip_vs.h).
struct DestinationAttributes: AttributeRecord {
    var family: UInt16?
    var address: UInt128?
    var port: UInt16?
    var method: UInt32?
    var weight: UInt32?
    var tunnelType: UInt8?
    var tunnelPort: UInt16?
    var tunnelFlags: UInt16?
    var upperThreshold: UInt32?
    var lowerThreshold: UInt32?

    mutating func fields(_ coder: inout AttributeCoder) {
        coder.number(IPVS_DEST_ATTR_ADDR_FAMILY, &family)
        coder.networkOrder(IPVS_DEST_ATTR_ADDR, &address)
        coder.networkOrder(IPVS_DEST_ATTR_PORT, &port)
        coder.number(IPVS_DEST_ATTR_FWD_METHOD, &method)
        coder.number(IPVS_DEST_ATTR_WEIGHT, &weight)
        coder.number(IPVS_DEST_ATTR_TUN_TYPE, &tunnelType)
        coder.networkOrder(IPVS_DEST_ATTR_TUN_PORT, &tunnelPort)
        coder.number(IPVS_DEST_ATTR_TUN_FLAGS, &tunnelFlags)
        coder.number(IPVS_DEST_ATTR_U_THRESH, &upperThreshold)
        coder.number(IPVS_DEST_ATTR_L_THRESH, &lowerThreshold)
    }
}

extension DestinationAttributes {
    /// Only what identifies the real server.
    init(_ key: RealServerKey) {
        family = key.address.family.kernelNumber
        address = key.address.kernelBytes
        port = key.port
    }

    init(_ realServer: RealServer) {
        self.init(realServer.key)
        method = realServer.method.kernelNumber
        weight = realServer.weight
        upperThreshold = realServer.upperThreshold
        lowerThreshold = realServer.lowerThreshold
        // Attributes left out mean IP in IP, also to kernels that know nothing else.
        if realServer.method == .tunnel, realServer.tunnel != .ipip { tunnel = realServer.tunnel }
    }

    /// - Parameter serviceFamily: the service's, which counts where the kernel (before 3.18) names none.
    func realServer(serviceFamily: AddressFamily) -> RealServer? {
        let family = family.map(AddressFamily.init(kernelNumber:)) ?? serviceFamily
        guard let family, let address, let port else { return nil }
        let method = ForwardingMethod(kernelNumber: method ?? 0)
        return RealServer(
            RealServerKey(IPAddress(kernelBytes: address, family), port: port), method: method, weight: weight ?? 0,
            upperThreshold: upperThreshold ?? 0, lowerThreshold: lowerThreshold ?? 0,
            tunnel: method == .tunnel ? tunnel : .ipip)
    }

    private var tunnel: Tunnel {
        get {
            let checksum =
                switch Int32(tunnelFlags ?? 0) {
                case let flags where flags & IP_VS_TUNNEL_ENCAP_FLAG_REMCSUM != 0: Tunnel.Checksum.remote
                case let flags where flags & IP_VS_TUNNEL_ENCAP_FLAG_CSUM != 0: Tunnel.Checksum.full
                default: Tunnel.Checksum.none
                }
            return switch Int(tunnelType ?? 0) {
            case IP_VS_CONN_F_TUNNEL_TYPE_GUE: .gue(port: tunnelPort ?? 0, checksum)
            case IP_VS_CONN_F_TUNNEL_TYPE_GRE: .gre(checksum)
            default: .ipip
            }
        }
        set {
            switch newValue {
            case .ipip:
                set(IP_VS_CONN_F_TUNNEL_TYPE_IPIP, port: 0, .none)
            case .gre(let checksum):
                set(IP_VS_CONN_F_TUNNEL_TYPE_GRE, port: 0, checksum)
            case .gue(let port, let checksum):
                set(IP_VS_CONN_F_TUNNEL_TYPE_GUE, port: port, checksum)
            }
        }
    }

    private mutating func set(_ type: Int, port: UInt16, _ checksum: Tunnel.Checksum) {
        tunnelType = UInt8(type)
        tunnelPort = port
        tunnelFlags =
            switch checksum {
            case .none: UInt16(IP_VS_TUNNEL_ENCAP_FLAG_NOCSUM)
            case .full: UInt16(IP_VS_TUNNEL_ENCAP_FLAG_CSUM)
            case .remote: UInt16(IP_VS_TUNNEL_ENCAP_FLAG_REMCSUM)
            }
    }
}
