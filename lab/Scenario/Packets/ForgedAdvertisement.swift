package import Addresses

/// A VRRP advertisement put together byte by byte, sound or not: what the product's own codec would never write.
package struct ForgedAdvertisement: Sendable {
    package static let group = IPv4Address(224, 0, 0, 18)

    package var version: UInt8
    package var virtualRouterID: UInt8 = 51
    package var priority: UInt8 = 254
    package var addresses: [IPv4Address] = []
    /// The group, or one node.
    package var destination = Self.group
    package var timeToLive: UInt8 = 255
    package var hasWrongChecksum = false
    /// Where the message is cut off, for one that is too short.
    package var length: Int?

    private let source: IPv4Address

    /// A sound one, with an interval of 1 s.
    package init(version: UInt8, from source: IPv4Address, addresses: [IPv4Address]) {
        self.version = version
        self.source = source
        self.addresses = addresses
    }

    /// The IPv4 packet; the kernel fills in the header's length and checksum.
    package var packet: [UInt8] {
        let message = self.message.prefix(length ?? .max)
        return [0x45, 0xC0, 0, 0, 0, 0, 0, 0, timeToLive, 112, 0, 0] + source.bytes + destination.bytes + message
    }

    private var message: [UInt8] {
        var message = [version << 4 | 1, virtualRouterID, priority, UInt8(addresses.count)]
        message += version == 2 ? [0, 1] : [0, 100]
        message += [0, 0] + addresses.flatMap(\.bytes)
        if version == 2 { message += [UInt8](repeating: 0, count: 8) }
        var sum = Self.sum(of: message)
        if version == 3 { sum += Self.sum(of: source.bytes + destination.bytes + [0, 112, 0, UInt8(message.count)]) }
        while sum > 0xFFFF { sum = sum >> 16 + sum & 0xFFFF }
        let checksum = UInt16(truncatingIfNeeded: ~sum) ^ (hasWrongChecksum ? 0x5A00 : 0)
        message[6] = UInt8(checksum >> 8)
        message[7] = UInt8(checksum & 0xFF)
        return message
    }

    private static func sum(of bytes: [UInt8]) -> UInt32 {
        stride(from: 0, to: bytes.count, by: 2).reduce(0) { sum, index in
            sum + UInt32(bytes[index]) << 8 + UInt32(bytes[index + 1])
        }
    }
}
