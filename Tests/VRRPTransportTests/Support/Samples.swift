import Addresses
import Deadlines
import Netlink
import VRRPEngine
import VRRPTransport

/// Interfaces, addresses and settings that the tests share.
enum Samples {
    static let start = Instant(nanoseconds: 1_000_000_000)

    static func name(_ text: String) -> InterfaceName {
        guard let name = InterfaceName(text) else { preconditionFailure("\(text) is no interface name") }
        return name
    }

    static func prefix(_ text: String) -> Prefix {
        guard let prefix = Prefix(text) else { preconditionFailure("\(text) is no prefix") }
        return prefix
    }

    static func address(_ text: String) -> IPAddress { prefix(text).address }

    static func link(_ text: String, index: Int32 = 2, isUp: Bool = true, hasCarrier: Bool = true) -> Link {
        Link(
            index: index, name: name(text), macAddress: MACAddress(0x0200_0000_0001), isUp: isUp,
            hasCarrier: hasCarrier, mtu: 1500, isLoopback: false)
    }

    static func linkAddress(
        _ text: String, on index: Int32 = 2, flags: UInt32 = 0, validLifetime: UInt32? = nil
    ) -> LinkAddress {
        LinkAddress(
            interfaceIndex: index, prefix: prefix(text), scope: 0, flags: flags, label: nil,
            validLifetime: validLifetime)
    }

    static func hosted(addressInterface: String? = nil) -> HostedRouter {
        HostedRouter(InstanceSettings(settings(addressInterface: addressInterface)), at: start)
    }

    /// What a router wants on an interface.
    static func wanted(_ addresses: [String], on index: Int32 = 2) -> [WantedAddress] {
        addresses.map(prefix).map { WantedAddress(VirtualAddress($0), AddressSpecification($0, on: index)) }
    }

    static func settings(
        _ addresses: [String] = ["192.0.2.100/24"], excluded: [String] = [], on interface: String = "eth0",
        virtualRouterID: UInt8 = 51, family: AddressFamily = .ipv4, priority: UInt8 = 100,
        addressInterface: String? = nil, startupDelay: Nanoseconds = .zero
    ) -> RouterSettings {
        let place = addressInterface.map { name($0) }
        return RouterSettings(
            name: "VI_\(virtualRouterID)", interface: name(interface), virtualRouterID: virtualRouterID, version: .v3,
            family: family, priority: priority, addresses: addresses.map { VirtualAddress(prefix($0), on: place) },
            excludedAddresses: excluded.map { VirtualAddress(prefix($0)) }, startupDelay: startupDelay)
    }
}
