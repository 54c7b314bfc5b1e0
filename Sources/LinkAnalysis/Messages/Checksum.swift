import Addresses
import Bytes

/// Sums over captured messages.
enum Checksum {
    /// Over the message alone; 0 where its checksum is right.
    static func value(over message: Span<UInt8>) -> UInt16 {
        var sum = InternetChecksum()
        sum.add(message)
        return sum.value
    }

    /// Over a pseudo header and the message (RFC 8200 §8.1, the same for IPv4); 0 where its checksum is right.
    static func value(
        over message: Span<UInt8>, from source: IPAddress, to destination: IPAddress, protocolNumber: UInt8
    ) -> UInt16 {
        var sum = InternetChecksum()
        sum.add(source.bytes)
        sum.add(destination.bytes)
        sum.add(UInt16(protocolNumber))
        sum.add(UInt16(truncatingIfNeeded: message.count))
        sum.add(message)
        return sum.value
    }

    /// What the checksum field should hold, from what it holds and the sum over everything.
    static func repaired(_ field: UInt16, _ value: UInt16) -> UInt16 {
        // The value is the complement of the sum, so that adding it makes the sum come out.
        let sum = UInt32(field) + UInt32(value)
        let folded = UInt16(truncatingIfNeeded: (sum & 0xFFFF) + sum >> 16)
        // 0x0000 and 0xFFFF are the same number; a sender writes the former.
        return folded == 0xFFFF ? 0 : folded
    }
}
