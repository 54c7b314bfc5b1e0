public import Addresses
import Bytes

/// The Ethernet frame that tells an IPv6 link where an address is now.
public enum UnsolicitedNA {
    private static let allNodes = IPv6Address(high: 0xFF02_0000_0000_0000, low: 1)
    private static let allNodesMAC = MACAddress(0x3333_0000_0001)
    private static let icmpv6: UInt8 = 58
    /// Neighbour advertisement of 24 bytes with one option of 8.
    private static let messageLength = 32

    /// A neighbour advertisement to all nodes with R=1, S=0, O=1 and the target's link-layer address
    /// (RFC 4861 §4.4, RFC 9568 §6.4.2).
    ///
    /// - Parameter hardwareAddress: who carries the address: sender of the frame and the option's content.
    public static func frame(for address: IPv6Address, at hardwareAddress: MACAddress) -> [UInt8] {
        let message = message(for: address, at: hardwareAddress)
        var writer = ByteWriter(reserving: 54 + message.count)
        writer.write(allNodesMAC.bytes)
        writer.write(hardwareAddress.bytes)
        writer.write(UInt16(0x86DD))
        writer.write(UInt32(0x6000_0000))
        writer.write(UInt16(messageLength))
        writer.write(icmpv6)
        writer.write(UInt8(255))
        writer.write(address.bytes)
        writer.write(allNodes.bytes)
        writer.write(message)
        return writer.bytes
    }

    private static func message(for address: IPv6Address, at hardwareAddress: MACAddress) -> [UInt8] {
        let routerAndOverride: UInt32 = 0xA000_0000
        var writer = ByteWriter(reserving: messageLength)
        writer.write(UInt8(136))
        writer.write(UInt8(0))
        writer.write(UInt16(0))
        writer.write(routerAndOverride)
        writer.write(address.bytes)
        writer.write(UInt8(2))
        writer.write(UInt8(1))
        writer.write(hardwareAddress.bytes)
        var sum = InternetChecksum()
        sum.add(writer.bytes)
        PseudoHeader(
            source: .v6(address), destination: .v6(allNodes), protocolNumber: icmpv6, length: messageLength
        ).add(to: &sum)
        writer.overwrite(sum.value, at: 2)
        return writer.bytes
    }
}
