package import Addresses
package import Deadlines
package import Netlink
package import VRRPEngine

/// The interfaces and their addresses as last heard, and what follows from them for a virtual router.
package struct InterfaceTable: Sendable {
    private struct Place: Hashable {
        let interfaceIndex: Int32
        let prefix: Prefix

        init(_ interfaceIndex: Int32, _ prefix: Prefix) {
            self.interfaceIndex = interfaceIndex
            self.prefix = prefix
        }
    }

    private var linksByName: [InterfaceName: Link] = [:]
    private var addressesByIndex: [Int32: [LinkAddress]] = [:]
    /// Where in its interface's list each address is: lifetimes are renewed all the time.
    private var places: [Place: Int] = [:]
    /// On how many interfaces each address is.
    private var holders: [IPAddress: Int] = [:]

    /// When everything was read; the remaining lifetimes of addresses that nobody refreshes count from then.
    package let readAt: Instant

    package init(links: [Link] = [], addresses: [LinkAddress] = [], readAt: Instant = .zero) {
        self.readAt = readAt
        for link in links { linksByName[link.name] = link }
        for address in addresses { add(address) }
    }

    package func link(_ name: InterfaceName) -> Link? { linksByName[name] }

    /// All interfaces, by index.
    package var links: [Link] { linksByName.values.sorted { $0.index < $1.index } }

    package func name(of interfaceIndex: Int32) -> InterfaceName? {
        linksByName.first { $0.value.index == interfaceIndex }?.key
    }

    package func address(_ prefix: Prefix, on interfaceIndex: Int32) -> LinkAddress? {
        guard let place = places[Place(interfaceIndex, prefix)] else { return nil }
        return addressesByIndex[interfaceIndex]?[place]
    }

    /// All addresses, in no order.
    package var addresses: some Sequence<LinkAddress> { addressesByIndex.values.joined() }

    package var interfaceIndexes: Set<Int32> { Set(linksByName.values.map(\.index)) }

    /// Whether the address is one of this host's.
    package func isOurs(_ address: IPAddress) -> Bool { holders[address] != nil }

    package func has(_ prefix: Prefix, on interfaceIndex: Int32) -> Bool {
        places[Place(interfaceIndex, prefix)] != nil
    }

    package mutating func apply(_ change: LinkChange) {
        switch change {
        case .link(let link):
            // A renamed interface keeps its index.
            for name in linksByName.filter({ $0.value.index == link.index && $0.key != link.name }).keys {
                linksByName[name] = nil
            }
            linksByName[link.name] = link
        case .linkRemoved(let index, let name):
            linksByName[name] = nil
            for address in addressesByIndex.removeValue(forKey: index) ?? [] {
                places[Place(index, address.prefix)] = nil
                release(address.prefix.address)
            }
        case .addressAdded(let address): add(address)
        case .addressRemoved(let address): remove(address)
        case .resync: break
        }
    }

    /// What the interfaces say against the router's taking part.
    package func faults(
        for hosted: HostedRouter, with patience: InterfacePatience = InterfacePatience()
    ) -> FaultCauses {
        var causes: FaultCauses = []
        let own = hosted.key.interface
        if let link = linksByName[own] {
            if !patience.isUsable(link), hosted.instance.tracksPrimary { causes.insert(.interfaceDown) }
        } else {
            causes.insert(.interfaceMissing)
        }
        if hosted.instance.virtualMAC != nil, hosted.carrier == nil { causes.insert(.addressInterfaceDown) }
        for name in hosted.trackedInterfaces where name != own {
            guard let link = linksByName[name], patience.isUsable(link) else {
                causes.insert(.addressInterfaceDown)
                break
            }
        }
        return causes
    }

    /// The address that the router's advertisements come from: the interface's first IPv4 address, or its link-local
    /// IPv6 one (RFC 9568 §5.1.1.1, §5.1.2.1). Virtual addresses, whichever router's, come and go and do not count,
    /// unless there is nothing else and this node owns them. A configured address comes before all; where it is tracked,
    /// it has to be there.
    package func source(for settings: RouterSettings, among virtual: VirtualAddresses) -> IPAddress? {
        guard let link = linksByName[settings.interface] else { return nil }
        if let configured = settings.sourceAddress {
            return settings.tracksSourceAddress && !isOurs(configured) ? nil : configured
        }
        let usable = (addressesByIndex[link.index] ?? []).filter { $0.canBeSource(for: settings) }
        let own = usable.filter { !virtual.contains($0.prefix.address) }
        let first = own.first { !$0.isSecondary } ?? own.first
        return (first ?? usable.first { virtual.isOwned($0.prefix.address) })?.prefix.address
    }

    private mutating func add(_ address: LinkAddress) {
        let index = address.interfaceIndex
        if let place = places[Place(index, address.prefix)] {
            addressesByIndex[index]?[place] = address
        } else {
            places[Place(index, address.prefix)] = addressesByIndex[index]?.count ?? 0
            addressesByIndex[index, default: []].append(address)
            holders[address.prefix.address, default: 0] += 1
        }
    }

    private mutating func remove(_ address: LinkAddress) {
        let index = address.interfaceIndex
        guard let place = places.removeValue(forKey: Place(index, address.prefix)) else { return }
        addressesByIndex[index]?.remove(at: place)
        for moved in (addressesByIndex[index] ?? [])[place...] { places[Place(index, moved.prefix)]? -= 1 }
        release(address.prefix.address)
    }

    private mutating func release(_ address: IPAddress) {
        guard let count = holders[address] else { return }
        holders[address] = count > 1 ? count - 1 : nil
    }
}

extension LinkAddress {
    fileprivate func canBeSource(for settings: RouterSettings) -> Bool {
        switch prefix.address {
        case .v4: settings.family == .ipv4
        case .v6(let address):
            settings.family == .ipv6 && address.isLinkLocal == !settings.hasGlobalPeers && !isTentative && !isDuplicate
        }
    }
}

extension RouterSettings {
    /// Whether its unicast peers are not on the link alone, and do not answer to a link-local address.
    fileprivate var hasGlobalPeers: Bool {
        guard case .v6(let peer) = unicast?.peers.first?.address else { return false }
        return !peer.isLinkLocal
    }
}
