import Addresses
import CLinux
import Netlink
import VRRPEngine

/// Which interfaces a router's belongings are on.
extension HostedRouter {
    /// Whether advertisements leave with the virtual MAC address.
    var sendsFromCarrier: Bool {
        guard let virtualMAC = instance.virtualMAC else { return false }
        return !virtualMAC.transmitsFromBase && settings.unicast == nil
    }

    /// The MAC address of the interface with one of its own.
    var virtualMACAddress: MACAddress? {
        instance.virtualMAC.map {
            $0.hardwareAddress ?? VirtualMAC.address(virtualRouterID: key.virtualRouterID, family: key.family)
        }
    }

    /// The interface that an address is on; nil while that with the virtual MAC address is still to be made.
    func interface(of address: VirtualAddress) -> InterfaceName? {
        let own = instance.virtualMAC == nil ? settings.interface : carrier
        guard let interface = address.interface, interface != settings.interface || instance.virtualMAC == nil
        else { return own }
        return interface
    }

    /// The interfaces whose state decides whether the router can be master, beside its own.
    var trackedInterfaces: [InterfaceName] {
        let addresses = (settings.addresses + settings.excludedAddresses).filter {
            !(instance.addressOptions[$0]?.isUntracked ?? false)
        }
        let routes = instance.routes.filter { !$0.isUntracked }.flatMap(\.specification.interfaces)
        let rules = instance.rules.filter { !$0.isUntracked }.flatMap {
            [$0.specification.inputInterface, $0.specification.outputInterface].compactMap { $0 }
        }
        return (addresses.compactMap(\.interface) + routes + rules + instance.staticInterfaces).filter { $0 != carrier }
    }

    /// The addresses with all that is to be said of them; those on interfaces that do not exist are missing.
    func wantedAddresses(in table: InterfaceTable, missing: inout [AddressFailure]) -> [WantedAddress] {
        var wanted: [WantedAddress] = []
        for address in settings.addresses + settings.excludedAddresses {
            let options = instance.addressOptions[address] ?? AddressOptions()
            let name = interface(of: address)
            guard let name, let link = table.link(name) else {
                let place = name.map { "interface \($0)" } ?? "the interface with the virtual MAC address"
                let error = NetlinkError("adding \(address.prefix) to \(place)", errno: ENODEV)
                missing.append(AddressFailure(address: address, error: error, isTolerable: options.isUntracked))
                continue
            }
            wanted.append(WantedAddress(address, options.specification(of: address.prefix, on: link.index)))
        }
        return wanted
    }
}
