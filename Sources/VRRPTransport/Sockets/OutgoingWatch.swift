package import Addresses
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

    /// Takes one packet, without blocking; nil when none waits. What is no advertisement is skipped.
    func next(using buffer: inout [UInt8]) -> Sighting? {
        while true {
            var datagram = clinux_datagram()
            clinux_receive(descriptor, &buffer, buffer.count, &datagram)
            guard datagram.length >= 0 else { return nil }
            if let sighting = Self.read(buffer.span.extracting(0..<datagram.length)) { return sighting }
        }
    }

    /// Reads a packet of either family from its IP header on.
    package static func read(_ packet: Span<UInt8>) -> Sighting? {
        guard packet.count > 40, packet[0] >> 4 == 6 else { return readIPv4(packet) }
        guard packet[6] == MulticastGroup.protocolNumber,
            let source = IPv6Address(bytes: (8..<24).map { packet[$0] }),
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
}
