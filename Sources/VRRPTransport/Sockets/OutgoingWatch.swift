package import Addresses
import Bytes
import CLinux
import Polling
import VRRPEngine

/// Sees the VRRP packets that this host itself sends out of one interface.
///
/// Multicast that leaves a host is not heard on it with IP_MULTICAST_LOOP off, as every VRRP daemon has it, so that a
/// second daemon in the same namespace shows nowhere else.
package final class OutgoingWatch {
    /// An advertisement that left.
    package struct Sighting: Hashable {
        package let source: IPAddress
        package let virtualRouterID: UInt8

        package init(source: IPAddress, virtualRouterID: UInt8) {
            self.source = source
            self.virtualRouterID = virtualRouterID
        }
    }

    let interface: InterfaceName
    let interfaceIndex: Int32
    let descriptor: Int32

    init(on interface: InterfaceName, index: Int32) throws(SystemCallError) {
        self.interface = interface
        interfaceIndex = index
        descriptor = clinux_open_outgoing_watch(index, MulticastGroup.protocolNumber)
        guard descriptor >= 0 else {
            throw SystemCallError("opening a packet socket", on: "interface \(interface)", errno: -descriptor)
        }
    }

    deinit {
        close(descriptor)
    }

    /// Reads a packet of either family from its IP header on.
    package static func read(_ packet: Span<UInt8>) -> Sighting? {
        guard packet.count > 40, packet[0] >> 4 == 6 else { return readIPv4(packet) }
        guard packet[6] == MulticastGroup.protocolNumber,
            let source = Self.readIPv6Source(packet),
            let virtualRouterID = AdvertisementCodec.virtualRouterID(of: packet.extracting(40..<packet.count))
        else { return nil }
        return Sighting(source: .v6(source), virtualRouterID: virtualRouterID)
    }

    private static func readIPv4(_ packet: Span<UInt8>) -> Sighting? {
        guard let header = try? IPv4Header(packet), header.protocolNumber == MulticastGroup.protocolNumber,
            let virtualRouterID = AdvertisementCodec.virtualRouterID(of: packet.extracting(header.payload))
        else { return nil }
        return Sighting(source: header.envelope.source, virtualRouterID: virtualRouterID)
    }

    private static func readIPv6Source(_ packet: Span<UInt8>) -> IPv6Address? {
        var reader = ByteReader(packet)
        do {
            try reader.skip(8)
            return IPv6Address(high: try reader.readUInt64(), low: try reader.readUInt64())
        } catch {
            return nil
        }
    }
}
