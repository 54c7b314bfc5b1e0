package import ControlMessages

/// A VRRP advertisement as tcpdump decodes it.
package struct CapturedAdvertisement: Hashable, Sendable {
    package let at: Timestamp
    package let sourceMAC: String
    package let destinationMAC: String
    package let source: String
    package let destination: String
    package let hopLimit: Int
    package let version: Int
    package let virtualRouterID: Int
    package let priority: Int
    /// `1s` in version 2, `100cs` in version 3.
    package let interval: String
    package let addresses: [String]
    /// False where tcpdump found the message's checksum wrong.
    package let checksumIsRight: Bool

    package init?(_ packet: CapturedPacket) {
        let text = packet.text
        guard let head = text.firstMatch(of: /ttl (\d+),.*\) (\S+) > ([^:\s]+): .*VRRPv(\d), Advertisement/),
            let body = text.firstMatch(of: /vrid (\d+), prio (\d+),.* intvl (\w+),.* addrs(?:\(\d+\))?: ([0-9.,]+)/),
            let hopLimit = Int(head.1), let version = Int(head.4), let virtualRouterID = Int(body.1),
            let priority = Int(body.2)
        else { return nil }
        at = packet.at
        sourceMAC = packet.sourceMAC
        destinationMAC = packet.destinationMAC
        source = String(head.2)
        destination = String(head.3)
        self.hopLimit = hopLimit
        self.version = version
        self.virtualRouterID = virtualRouterID
        self.priority = priority
        interval = String(body.3)
        addresses = body.4.split(separator: ",").map(String.init)
        checksumIsRight = !text.contains("bad")
    }
}
