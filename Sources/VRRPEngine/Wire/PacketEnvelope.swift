public import Addresses

/// What the IP layer says about a received message.
public struct PacketEnvelope: Hashable, Sendable {
    /// The sender's primary address.
    public let source: IPAddress
    /// The VRRP group, or a unicast address of ours.
    public let destination: IPAddress
    /// IPv4 TTL or IPv6 hop limit, 0 to 255.
    public let hopLimit: UInt8

    public init(source: IPAddress, destination: IPAddress, hopLimit: UInt8) {
        self.source = source
        self.destination = destination
        self.hopLimit = hopLimit
    }
}
