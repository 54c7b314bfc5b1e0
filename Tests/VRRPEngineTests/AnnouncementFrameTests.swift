import Addresses
import Testing
import VRRPEngine

@Suite struct AnnouncementFrameTests {
    @Test("VR-87: the virtual MAC is 00-00-5E-00-01-VRID for IPv4, 00-00-5E-00-02-VRID for IPv6")
    func virtualMAC() {
        #expect(VirtualMAC.address(virtualRouterID: 51, family: .ipv4).description == "00:00:5e:00:01:33")
        #expect(VirtualMAC.address(virtualRouterID: 255, family: .ipv6).description == "00:00:5e:00:02:ff")
    }

    @Test("VR-83: a gratuitous ARP is a broadcast request with sender and target address alike")
    func gratuitousARP() throws {
        let mac = VirtualMAC.address(virtualRouterID: 51, family: .ipv4)
        let frame = GratuitousARP.frame(for: IPv4Address(192, 0, 2, 100), at: mac)
        #expect(try frame == Fixture.packet("gratuitous-arp"))
    }

    @Test("VR-85: a neighbour advertisement goes to all nodes with R=1 S=0 O=1 and the link-layer address")
    func unsolicitedNA() throws {
        let mac = VirtualMAC.address(virtualRouterID: 51, family: .ipv6)
        let address = try #require(IPv6Address("2001:db8::100"))
        #expect(try UnsolicitedNA.frame(for: address, at: mac) == Fixture.packet("unsolicited-na"))
    }
}
