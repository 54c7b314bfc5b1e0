package import Addresses
import CLinux
package import Netlink
package import VRRPEngine

/// What the keeper needs of the kernel.
package protocol AddressProgramming {
    func add(_ address: Prefix, to interfaceIndex: Int32) throws(NetlinkError)
    func remove(_ address: Prefix, from interfaceIndex: Int32) throws(NetlinkError)
}

extension RouteClient: AddressProgramming {
    package func add(_ address: Prefix, to interfaceIndex: Int32) throws(NetlinkError) {
        try add(address, to: interfaceIndex, lifetime: .permanent)
    }
}

/// A virtual address that could not be added or removed.
package struct AddressFailure: Error, Sendable {
    package let address: VirtualAddress
    package let error: NetlinkError
    /// Whether advertisements list the address; without an excluded one a master can live.
    package let isAdvertised: Bool
}

/// Puts virtual addresses on interfaces and takes them off, and knows whose is which.
package struct AddressKeeper: Sendable {
    private struct Place: Hashable {
        let interfaceIndex: Int32
        let prefix: Prefix

        init(interfaceIndex: Int32, prefix: Prefix) {
            self.interfaceIndex = interfaceIndex
            self.prefix = prefix
        }

        init(_ address: LinkAddress) {
            self.init(interfaceIndex: address.interfaceIndex, prefix: address.prefix)
        }
    }

    private var holders: [Place: RouterKey] = [:]

    package init() {}

    /// Puts all addresses of a router on their interfaces. One that is there already is ours from now on, unless the
    /// router owns its addresses: then it was configured on the host and stays when the router stops.
    ///
    /// - Returns: what went wrong; the other addresses are on.
    package mutating func addAddresses(
        of settings: RouterSettings, in table: InterfaceTable, by kernel: some AddressProgramming
    ) -> [AddressFailure] {
        var failures: [AddressFailure] = []
        forEachAddress(of: settings) { address, isAdvertised in
            let name = address.interface ?? settings.interface
            guard let link = table.link(name) else {
                let error = NetlinkError("adding \(address.prefix) to interface \(name)", errno: ENODEV)
                failures.append(AddressFailure(address: address, error: error, isAdvertised: isAdvertised))
                return
            }
            let place = Place(interfaceIndex: link.index, prefix: address.prefix)
            do throws(NetlinkError) {
                try kernel.add(address.prefix, to: link.index)
                holders[place] = RouterKey(settings)
            } catch {
                if error.errno == EEXIST {
                    if !settings.isOwner { holders[place] = RouterKey(settings) }
                } else {
                    failures.append(AddressFailure(address: address, error: error, isAdvertised: isAdvertised))
                }
            }
        }
        return failures
    }

    /// Takes all addresses of a router off their interfaces: those added, and those that a predecessor left behind.
    /// One that is gone already is fine; one that another router of ours holds stays.
    ///
    /// - Parameter kept: addresses to leave where they are.
    package mutating func removeAddresses(
        of settings: RouterSettings, except kept: Set<VirtualAddress> = [], in table: InterfaceTable,
        by kernel: some AddressProgramming
    ) -> [AddressFailure] {
        var failures: [AddressFailure] = []
        forEachAddress(of: settings) { address, isAdvertised in
            guard !kept.contains(address), let link = table.link(address.interface ?? settings.interface)
            else { return }
            let place = Place(interfaceIndex: link.index, prefix: address.prefix)
            if let holder = holders[place] {
                guard holder == RouterKey(settings) else { return }
                holders[place] = nil
            } else {
                guard !settings.isOwner, table.has(address.prefix, on: link.index) else { return }
            }
            do throws(NetlinkError) {
                try kernel.remove(address.prefix, from: link.index)
            } catch {
                guard ![EADDRNOTAVAIL, ENODEV].contains(error.errno) else { return }
                failures.append(AddressFailure(address: address, error: error, isAdvertised: isAdvertised))
            }
        }
        return failures
    }

    /// Whether the kernel takes addresses that it refused before. Each is on for a moment and off again at once, and
    /// nobody is told of it: the router is not master, and another one may be.
    ///
    /// - Parameter refused: some of the router's addresses, none of which it holds.
    package func accepts(
        _ refused: [VirtualAddress], of settings: RouterSettings, in table: InterfaceTable,
        by kernel: some AddressProgramming
    ) -> Bool {
        refused.allSatisfy { address in
            guard let link = table.link(address.interface ?? settings.interface) else { return false }
            do throws(NetlinkError) {
                try kernel.add(address.prefix, to: link.index)
            } catch {
                return error.errno == EEXIST
            }
            // What cannot be taken off now comes off as a leftover when the router goes on.
            try? kernel.remove(address.prefix, from: link.index)
            return true
        }
    }

    /// The router that put the address there and has not taken it off.
    package func holder(of address: LinkAddress) -> RouterKey? {
        holders[Place(address)]
    }

    /// The routers whose addresses somebody else took away.
    ///
    /// - Parameter table: as just read; what notices made of it may be behind.
    package func holders(missingIn table: InterfaceTable) -> Set<RouterKey> {
        let present = Set(table.addresses.map { Place($0) })
        return Set(holders.lazy.filter { !present.contains($0.key) }.map(\.value))
    }

    /// Forgets what was on interfaces that are gone.
    ///
    /// - Parameter table: as just read.
    package mutating func forgetInterfaces(missingIn table: InterfaceTable) {
        let present = table.interfaceIndexes
        holders = holders.filter { present.contains($0.key.interfaceIndex) }
    }

    /// An interface is gone, and with it the addresses that it had; its index may come again.
    package mutating func forget(interfaceIndex: Int32) {
        holders = holders.filter { $0.key.interfaceIndex != interfaceIndex }
    }

    private func forEachAddress(of settings: RouterSettings, _ body: (VirtualAddress, Bool) -> Void) {
        for address in settings.addresses { body(address, true) }
        for address in settings.excludedAddresses { body(address, false) }
    }
}
