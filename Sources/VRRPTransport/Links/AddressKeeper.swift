import Addresses
import CLinux
package import Netlink
package import VRRPEngine

/// An address that a holder wants on an interface.
package struct WantedAddress: Hashable, Sendable {
    package let address: VirtualAddress
    package let specification: AddressSpecification

    package init(_ address: VirtualAddress, _ specification: AddressSpecification) {
        self.address = address
        self.specification = specification
    }
}

/// A virtual address that could not be added or removed.
package struct AddressFailure: Error, Sendable {
    package let address: VirtualAddress
    package let error: NetlinkError
    /// Whether a master can do without: `no_track`, and the interface is not there.
    package var isTolerable = false
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

    /// By interface. Where several holders want the same address, the last one put it there and is in force.
    private var holdings: [Int32: [Prefix: [Holding]]] = [:]
    /// In the order in which they were put there.
    private var placesByHolder: [Holder: [Place]] = [:]
    /// Heard to be gone, and not put back yet.
    private var lost: Set<Place> = []

    private subscript(place: Place) -> [Holding] {
        get { holdings[place.interfaceIndex]?[place.prefix] ?? [] }
        set {
            holdings[place.interfaceIndex, default: [:]][place.prefix] = newValue.isEmpty ? nil : newValue
            if holdings[place.interfaceIndex]?.isEmpty ?? false { holdings[place.interfaceIndex] = nil }
        }
    }

    package init() {}

    /// Puts addresses on their interfaces. One that is there already is the holder's from now on, with its lifetime.
    ///
    /// - Parameters:
    ///   - valid: for how many seconds each stays unless it is refreshed.
    ///   - adopts: whether one that is there becomes the holder's. If not, it was configured on the host, stays and is
    ///     nobody's here.
    /// - Returns: what went wrong; the other addresses are on.
    package mutating func put(
        _ wanted: [WantedAddress], of holder: Holder, valid: (WantedAddress) -> UInt32,
        adopts: (WantedAddress) -> Bool = { _ in true }, by kernel: some LinkProgramming
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
                if adopts(each) || holds(each, for: holder) { present.append(each) }
            } else {
                failures.append(AddressFailure(address: each.address, error: error))
            }
        }
        // Whoever put them there, the lifetime is ours from now on. That this is refused changes nothing of the rest.
        _ = kernel.errors(carryingOut: present.map { .refreshAddress($0.specification, valid: valid($0)) })
        for each in present { hold(each, by: holder, valid: valid(each)) }
        return failures
    }

    /// Takes a holder's addresses off their interfaces. One that is gone already is fine; one that another holder wants
    /// too stays for that one, with its lifetime.
    ///
    /// - Parameter kept: addresses to leave as they are.
    package mutating func remove(
        of holder: Holder, except kept: Set<WantedAddress> = [], by kernel: some LinkProgramming
    ) -> [AddressFailure] {
        let places = placesByHolder[holder] ?? []
        var leaving: [WantedAddress] = []
        var inherited: [Holding] = []
        for place in places {
            let before = self[place]
            guard let own = before.first(where: { $0.holder == holder }), !kept.contains(own.wanted) else { continue }
            let others = before.filter { $0.holder != holder }
            self[place] = others
            guard let heir = others.last else {
                leaving.append(own.wanted)
                continue
            }
            if before.last?.holder == holder { inherited.append(heir) }
        }
        placesByHolder[holder] = places.filter { holds($0, for: holder) }
        _ = kernel.errors(
            carryingOut: inherited.map { .refreshAddress($0.wanted.specification, valid: $0.valid) })
        defer { lost.subtract(leaving.map { Place($0.specification) }) }
        return remove(leaving, by: kernel)
    }

    /// Takes off what a predecessor left: addresses that nobody of ours holds.
    package func removeLeftovers(
        _ leftovers: [WantedAddress], in table: InterfaceTable, by kernel: some LinkProgramming
    ) -> [AddressFailure] {
        remove(self.leftovers(among: leftovers, in: table), by: kernel)
    }

    /// The addresses that are on their interfaces and that nobody of ours holds.
    package func leftovers(among wanted: [WantedAddress], in table: InterfaceTable) -> [WantedAddress] {
        wanted.filter { each in
            let place = Place(each.specification)
            return self[place].isEmpty && table.has(place.prefix, on: place.interfaceIndex)
        }
    }

    /// Puts back a holder's addresses that are not where they should be.
    ///
    /// - Parameter table: as last heard. It may be behind: what the kernel has all the same is no loss.
    /// - Returns: what was gone, and what could not be put back.
    package mutating func putBack(
        of holder: Holder, in table: InterfaceTable, by kernel: some LinkProgramming
    ) -> (restored: [WantedAddress], failures: [AddressFailure]) {
        let places = placesByHolder[holder] ?? []
        let gone = places.filter { !table.has($0.prefix, on: $0.interfaceIndex) }
        let missing = gone.compactMap { place in self[place].first { $0.holder == holder } }
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
            failures.append(AddressFailure(address: each.wanted.address, error: error))
        }
        let refused = Set(failures.map(\.address))
        lost.subtract(places.filter { place in !self[place].contains { refused.contains($0.wanted.address) } })
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
        let changes = holdings.keys.flatMap { expiring(on: $0) }.map {
            RouteChange.refreshAddress($0.wanted.specification, valid: max($0.valid, seconds))
        }
        return kernel.errors(carryingOut: changes).sorted { $0.key < $1.key }.map(\.value)
    }

    /// The shortest lifetime on each interface.
    package var shortestLifetimes: [Int32: UInt32] {
        holdings.keys.reduce(into: [:]) { shortest, index in shortest[index] = expiring(on: index).map(\.valid).min() }
    }

    /// Whether a holder put an address there and has not taken it off.
    package func holds(_ wanted: WantedAddress, for holder: Holder) -> Bool {
        holds(Place(wanted.specification), for: holder)
    }

    private func holds(_ place: Place, for holder: Holder) -> Bool {
        self[place].contains { $0.holder == holder }
    }

    /// Who put the address there and has not taken it off.
    package func holders(of address: LinkAddress) -> Set<Holder> {
        Set(self[Place(address)].map(\.holder))
    }

    /// The kernel says that an address is gone.
    package mutating func noteLoss(of address: LinkAddress) {
        if !self[Place(address)].isEmpty { lost.insert(Place(address)) }
    }

    /// For how many seconds the address stays unless it is refreshed; nil where nobody holds it.
    package func lifetime(of address: LinkAddress) -> UInt32? {
        self[Place(address)].last?.valid
    }

    /// Those whose addresses somebody else took away.
    package func holders(missingIn table: InterfaceTable) -> Set<Holder> {
        var holders: Set<Holder> = []
        for (index, places) in holdings {
            for (prefix, held) in places where !table.has(prefix, on: index) { holders.formUnion(held.map(\.holder)) }
        }
        return holders
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
        let gone = Set(holdings.keys.filter(isGone))
        guard !gone.isEmpty else { return }
        for index in gone { holdings[index] = nil }
        lost = lost.filter { !gone.contains($0.interfaceIndex) }
        placesByHolder = placesByHolder.mapValues { $0.filter { !gone.contains($0.interfaceIndex) } }
    }

    /// What has to be refreshed on an interface.
    private func expiring(on interfaceIndex: Int32) -> [Holding] {
        (holdings[interfaceIndex] ?? [:]).values.compactMap(\.last).filter(\.expires)
    }

    private mutating func hold(_ wanted: WantedAddress, by holder: Holder, valid: UInt32) {
        let place = Place(wanted.specification)
        lost.remove(place)
        if !holds(place, for: holder) { placesByHolder[holder, default: []].append(place) }
        self[place] =
            self[place].filter { $0.holder != holder } + [Holding(holder: holder, wanted: wanted, valid: valid)]
    }

    private func remove(_ leaving: [WantedAddress], by kernel: some LinkProgramming) -> [AddressFailure] {
        var changes: [RouteChange] = []
        var concerned: [Int: WantedAddress] = [:]
        for each in leaving {
            // The kernel leaves the route to an IPv6 address's subnet there if the address had a lifetime. One that is
            // gone would be there again.
            if each.specification.prefix.address.family == .ipv6, !lost.contains(Place(each.specification)) {
                changes.append(.refreshAddress(each.specification, valid: AddressLifetime.forever))
            }
            concerned[changes.count] = each
            changes.append(.removeAddress(each.specification))
        }
        return kernel.errors(carryingOut: changes).sorted { $0.key < $1.key }.compactMap { index, error in
            guard let each = concerned[index], ![EADDRNOTAVAIL, ENODEV].contains(error.errno) else { return nil }
            return AddressFailure(address: each.address, error: error)
        }
    }
}
