public import Addresses
import Bytes

/// The Ethernet frame that tells an IPv4 link where an address is now.
public enum GratuitousARP {
    /// A broadcast ARP request with sender and target address alike (RFC 5227 §3, RFC 9568 §8.1.2).
    ///
    /// - Parameter hardwareAddress: who carries the address: sender in the frame and in the request.
    public static func frame(for address: IPv4Address, at hardwareAddress: MACAddress) -> [UInt8] {
        var writer = ByteWriter(reserving: 42)
        writer.write(MACAddress.broadcast.bytes)
        writer.write(hardwareAddress.bytes)
        writer.write(UInt16(0x0806))
        writer.write(UInt16(1))
        writer.write(UInt16(0x0800))
        writer.write(UInt8(6))
        writer.write(UInt8(4))
        writer.write(UInt16(1))
        writer.write(hardwareAddress.bytes)
        writer.write(address.bytes)
        writer.write([UInt8](repeating: 0, count: 6))
        writer.write(address.bytes)
        return writer.bytes
    }
}
