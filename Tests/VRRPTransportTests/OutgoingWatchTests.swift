import Addresses
import Bytes
import Testing
import VRRPEngine
import VRRPTransport

@Suite struct OutgoingWatchTests {
    private static let message: [UInt8] = [0x31, 51, 100, 1, 0, 100, 0, 0, 192, 0, 2, 100]

    private static func ipv4(protocolNumber: UInt8 = 112) -> [UInt8] {
        [0x45, 0xC0, 0, 32, 0, 0, 0, 0, 255, protocolNumber, 0, 0, 192, 0, 2, 1, 224, 0, 0, 18] + message
    }

    private static func ipv6(protocolNumber: UInt8 = 112) -> [UInt8] {
        [0x60, 0, 0, 0, 0, 12, protocolNumber, 255] + Samples.address("fe80::1").bytes
            + Samples.address("ff02::12").bytes + message
    }

    private func read(_ packet: [UInt8]) -> OutgoingWatch.Sighting? { OutgoingWatch.read(packet.span) }

    @Test("advertisements that leave are read for source and VRID, IPv4 and IPv6")
    func reads() throws {
        let first = try #require(read(Self.ipv4()))
        #expect(first.source == Samples.address("192.0.2.1"))
        #expect(first.virtualRouterID == 51)
        let second = try #require(read(Self.ipv6()))
        #expect(second.source == Samples.address("fe80::1"))
        #expect(second.virtualRouterID == 51)
    }

    @Test("other protocols and cut packets are skipped")
    func skips() {
        #expect(read(Self.ipv4(protocolNumber: 6)) == nil)
        #expect(read(Self.ipv6(protocolNumber: 6)) == nil)
        for length in 0..<32 { #expect(read(Array(Self.ipv4().prefix(length))) == nil) }
        for length in 0..<48 { #expect(read(Array(Self.ipv6().prefix(length))) == nil) }
    }

    @Test("our own gratuitous ARP and neighbour advertisements are no VRRP packets")
    func announcements() {
        let hardware = MACAddress(0x0200_0000_0001)
        let arp = GratuitousARP.frame(for: IPv4Address(192, 0, 2, 100), at: hardware)
        let neighbour = UnsolicitedNA.frame(for: .any, at: hardware)
        for frame in [arp, neighbour] {
            // From behind the Ethernet header on, as the socket shows it.
            #expect(read(Array(frame.dropFirst(14))) == nil)
        }
    }
}
