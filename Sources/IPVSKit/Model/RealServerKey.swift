public import Addresses

/// What identifies a real server within a virtual service.
public struct RealServerKey: Hashable, Comparable, Sendable {
    /// May be of another family than the service, with the tunnel method (`IPVS_DEST_ATTR_ADDR`).
    public let address: IPAddress
    /// 0 where the service's own port is used: services of a firewall mark or of port 0, and by habit direct routing
    /// and tunnels, which cannot change the port anyway.
    public let port: UInt16

    public init(_ address: IPAddress, port: UInt16) {
        self.address = address
        self.port = port
    }

    public static func < (left: RealServerKey, right: RealServerKey) -> Bool {
        (left.address, left.port) < (right.address, right.port)
    }
}

extension RealServerKey: CustomStringConvertible {
    /// `10.0.0.1:8080` or `[2001:db8::1]:8080`.
    public var description: String { Endpoint(address, port: port).description }
}
