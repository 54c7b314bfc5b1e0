import Addresses
import CLinux
package import Netlink
package import VRRPEngine

/// An address that a holder wants on an interface.
package struct WantedAddress: Hashable, Sendable {
    package let address: VirtualAddress
    package let specification: AddressSpecification
    /// Whether advertisements list it; without an excluded one a master can live.
    package let isAdvertised: Bool

    package init(_ address: VirtualAddress, _ specification: AddressSpecification, isAdvertised: Bool) {
        self.address = address
        self.specification = specification
        self.isAdvertised = isAdvertised
    }
}

/// A virtual address that could not be added or removed.
package struct AddressFailure: Error, Sendable {
    package let address: VirtualAddress
    package let error: NetlinkError
    package let isAdvertised: Bool
}

/// Puts virtual addresses on interfaces, keeps them there and takes them off, and knows whose is which.
package struct AddressKeeper: Sendable {
    package struct Place: Hashable, Sendable {
        let interfaceIndex: Int32
        let prefix: Prefix

        init(interfaceIndex: Int32, prefix: Prefix) {
            self.interfaceIndex = interfaceIndex
            self.prefix = prefix
        }

        init(_ address: LinkAddress) {
            self.init(interfaceIndex: address.interfaceIndex, prefix: address.prefix)
        }

        init(_ address: AddressSpecification) {
            self.init(interfaceIndex: address.interfaceIndex, prefix: address.prefix)
        }
    }

    private struct Holding: Sendable {
        let holder: Holder
        let wanted: WantedAddress
        /// Seconds from one refresh to the kernel's taking it off.
        let valid: UInt32

        /// Whether it has to be refreshed.
        var expires: Bool { valid != AddressLifetime.forever }
    }

    private var holdings: [Place: Holding] = [:]
    /// In the order in which they were put there.
    private var placesByHolder: [Holder: [Place]] = [:]

    package init() {}

    /// Puts addresses on their interfaces. One that is there already is the holder's from now on, with its lifetime.
    ///
    /// - Parameters:
    ///   - valid: for how many seconds each stays unless it is refreshed.
    ///   - adopts: false for the owner of addresses: one that is there was configured on the host and stays.
    /// - Returns: what went wrong; the other addresses are on.
    package mutating func put(
        _ wanted: [WantedAddress], of holder: Holder, valid: (WantedAddress) -> UInt32, adopts: Bool,
        by kernel: some LinkProgramming
    ) -> [AddressFailure] {
        var failures: [AddressFailure] = []
        var present: [WantedAddress] = []
        let changes = wanted.map { RouteChange.addAddress($0.specification, valid: valid($0)) }
        let errors = kernel.errors(carryingOut: changes)
        for (index, each) in wanted.enumerated() {
            guard let error = errors[index] else {
                hold(each, by: holder, valid: valid(each))
                continue
            }
            if error.errno == EEXIST {
                if adopts { present.append(each) }
            } else {
                failures.append(AddressFailure(address: each.address, error: error, isAdvertised: each.isAdvertised))
            }
        }
        // Whoever put them there, the lifetime is ours from now on. That this is refused changes nothing of the rest.
        _ = kernel.errors(carryingOut: present.map { .refreshAddress($0.specification, valid: valid($0)) })
        for each in present { hold(each, by: holder, valid: valid(each)) }
        return failures
    }

    /// Takes a holder's addresses off their interfaces. One that is gone already is fine; one that somebody else of ours
    /// holds by now stays.
    ///
    /// - Parameter kept: addresses to leave as they are.
    package mutating func remove(
        of holder: Holder, except kept: Set<WantedAddress> = [], by kernel: some LinkProgramming
    ) -> [AddressFailure] {
        let places = placesByHolder[holder] ?? []
        let leaving = places.compactMap { holdings[$0]?.wanted }.filter { !kept.contains($0) }
        for each in leaving { holdings[Place(each.specification)] = nil }
        placesByHolder[holder] = places.filter { holdings[$0] != nil }
        return Self.remove(leaving, by: kernel)
    }

    /// Takes off what a predecessor left: addresses that nobody of ours holds.
    package func removeLeftovers(
        _ leftovers: [WantedAddress], in table: InterfaceTable, by kernel: some LinkProgramming
    ) -> [AddressFailure] {
        Self.remove(self.leftovers(among: leftovers, in: table), by: kernel)
    }

    /// The addresses that are on their interfaces and that nobody of ours holds.
    package func leftovers(among wanted: [WantedAddress], in table: InterfaceTable) -> [WantedAddress] {
        wanted.filter { each in
            let place = Place(each.specification)
            return holdings[place] == nil && table.has(place.prefix, on: place.interfaceIndex)
        }
    }

    /// Puts back a holder's addresses that are not where they should be.
    ///
    /// - Parameter table: as last heard. It may be behind: what the kernel has all the same is no loss.
    /// - Returns: what was gone, and what could not be put back.
    package mutating func putBack(
        of holder: Holder, in table: InterfaceTable, by kernel: some LinkProgramming
    ) -> (restored: [WantedAddress], failures: [AddressFailure]) {
        let missing = (placesByHolder[holder] ?? []).filter { !table.has($0.prefix, on: $0.interfaceIndex) }
            .compactMap { holdings[$0] }
        let errors = kernel.errors(
            carryingOut: missing.map { .addAddress($0.wanted.specification, valid: $0.valid) })
        var restored: [WantedAddress] = []
        var failures: [AddressFailure] = []
        for (index, each) in missing.enumerated() {
            guard let error = errors[index] else {
                restored.append(each.wanted)
                continue
            }
            guard error.errno != EEXIST else { continue }
            failures.append(
                AddressFailure(
                    address: each.wanted.address, error: error, isAdvertised: each.wanted.isAdvertised))
        }
        return (restored, failures)
    }

    /// Starts the lifetimes on an interface anew, all in one go.
    ///
    /// - Parameter table: as last heard. What is not there any more is put back in its own time, and told.
    /// - Returns: what the kernel refused.
    package func refresh(
        interfaceIndex: Int32, in table: InterfaceTable, by kernel: some LinkProgramming
    ) -> [NetlinkError] {
        let present = expiring(on: interfaceIndex).filter {
            table.has($0.wanted.specification.prefix, on: interfaceIndex)
        }
        let changes = present.map {
            RouteChange.refreshAddress($0.wanted.specification, valid: $0.valid)
        }
        return kernel.errors(carryingOut: changes).sorted { $0.key < $1.key }.map(\.value)
    }

    /// Gives everything that has a lifetime at least `seconds`, for a successor to come; `AddressLifetime.forever` takes
    /// the lifetimes away.
    package func extend(by seconds: UInt32, by kernel: some LinkProgramming) -> [NetlinkError] {
        let changes = holdings.values.filter(\.expires).map {
            RouteChange.refreshAddress($0.wanted.specification, valid: max($0.valid, seconds))
        }
        return kernel.errors(carryingOut: changes).sorted { $0.key < $1.key }.map(\.value)
    }

    /// The shortest lifetime on each interface.
    package var shortestLifetimes: [Int32: UInt32] {
        holdings.reduce(into: [:]) { shortest, holding in
            guard holding.value.expires else { return }
            shortest[holding.key.interfaceIndex, default: .max] = min(
                shortest[holding.key.interfaceIndex, default: .max], holding.value.valid)
        }
    }

    /// Whether a holder put just this there and has not taken it off.
    package func holds(_ wanted: WantedAddress, for holder: Holder) -> Bool {
        holdings[Place(wanted.specification)].map { $0.holder == holder } ?? false
    }

    /// Who put the address there and has not taken it off.
    package func holder(of address: LinkAddress) -> Holder? {
        holdings[Place(address)]?.holder
    }

    /// Those whose addresses somebody else took away.
    package func holders(missingIn table: InterfaceTable) -> Set<Holder> {
        Set(holdings.lazy.filter { !table.has($0.key.prefix, on: $0.key.interfaceIndex) }.map(\.value.holder))
    }

    /// Forgets what was on interfaces that are gone.
    ///
    /// - Parameter table: as just read.
    package mutating func forgetInterfaces(missingIn table: InterfaceTable) {
        let present = table.interfaceIndexes
        forget { !present.contains($0) }
    }

    /// An interface is gone, and with it the addresses that it had; its index may come again.
    package mutating func forget(interfaceIndex: Int32) {
        forget { $0 == interfaceIndex }
    }

    private mutating func forget(where isGone: (Int32) -> Bool) {
        let gone = holdings.keys.filter { isGone($0.interfaceIndex) }
        guard !gone.isEmpty else { return }
        for place in gone { holdings[place] = nil }
        placesByHolder = placesByHolder.mapValues { $0.filter { holdings[$0] != nil } }
    }

    private func expiring(on interfaceIndex: Int32) -> [Holding] {
        holdings.filter { $0.key.interfaceIndex == interfaceIndex && $0.value.expires }.map(\.value)
    }

    private mutating func hold(_ wanted: WantedAddress, by holder: Holder, valid: UInt32) {
        let place = Place(wanted.specification)
        if let former = holdings[place]?.holder, former != holder {
            placesByHolder[former]?.removeAll { $0 == place }
        }
        if holdings[place]?.holder != holder { placesByHolder[holder, default: []].append(place) }
        holdings[place] = Holding(holder: holder, wanted: wanted, valid: valid)
    }

    private static func remove(_ leaving: [WantedAddress], by kernel: some LinkProgramming) -> [AddressFailure] {
        var changes: [RouteChange] = []
        var concerned: [Int: WantedAddress] = [:]
        for each in leaving {
            // The kernel leaves the route to an IPv6 address's subnet there if the address had a lifetime.
            if each.specification.prefix.address.family == .ipv6 {
                changes.append(.refreshAddress(each.specification, valid: AddressLifetime.forever))
            }
            concerned[changes.count] = each
            changes.append(.removeAddress(each.specification))
        }
        return kernel.errors(carryingOut: changes).sorted { $0.key < $1.key }.compactMap { index, error in
            guard let each = concerned[index], ![EADDRNOTAVAIL, ENODEV].contains(error.errno) else { return nil }
            return AddressFailure(address: each.address, error: error, isAdvertised: each.isAdvertised)
        }
    }
}
