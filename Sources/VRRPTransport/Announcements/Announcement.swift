package import Addresses
import VRRPEngine

/// What tells a link where a virtual address is: a gratuitous ARP request or an unsolicited neighbour advertisement.
package struct Announcement: Hashable, Sendable {
    /// The two kinds of frames, limited apart from each other.
    package enum Kind: Hashable, Sendable {
        case gratuitousARP, neighbourAdvertisement
    }

    /// The router that carries the address.
    package let router: RouterKey
    package let address: IPAddress
    /// Where it is.
    package let interface: InterfaceName
    package let interfaceIndex: Int32
    /// Who carries it there.
    package let hardwareAddress: MACAddress

    package init(
        of address: IPAddress, by router: RouterKey, on interface: InterfaceName, index: Int32,
        at hardwareAddress: MACAddress
    ) {
        self.router = router
        self.address = address
        self.interface = interface
        interfaceIndex = index
        self.hardwareAddress = hardwareAddress
    }

    package var kind: Kind { address.family == .ipv4 ? .gratuitousARP : .neighbourAdvertisement }

    /// The Ethernet frame.
    var frame: [UInt8] {
        switch address {
        case .v4(let address): GratuitousARP.frame(for: address, at: hardwareAddress)
        case .v6(let address): UnsolicitedNA.frame(for: address, at: hardwareAddress)
        }
    }
}
