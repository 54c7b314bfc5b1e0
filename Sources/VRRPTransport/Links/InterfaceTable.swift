package import Addresses
package import Netlink
package import VRRPEngine

/// The interfaces and their addresses as last heard, and what follows from them for a virtual router.
package struct InterfaceTable: Sendable {
    private var linksByName: [InterfaceName: Link] = [:]
    private var addressesByIndex: [Int32: [LinkAddress]] = [:]
    /// On how many interfaces each address is.
    private var holders: [IPAddress: Int] = [:]

    package init(links: [Link] = [], addresses: [LinkAddress] = []) {
        for link in links { linksByName[link.name] = link }
        for address in addresses { add(address) }
    }

    package func link(_ name: InterfaceName) -> Link? { linksByName[name] }

    /// All addresses, in no order.
    package var addresses: some Sequence<LinkAddress> { addressesByIndex.values.joined() }

    package var interfaceIndexes: Set<Int32> { Set(linksByName.values.map(\.index)) }

    /// Whether the address is one of this host's.
    package func isOurs(_ address: IPAddress) -> Bool { holders[address] != nil }

    package func has(_ prefix: Prefix, on interfaceIndex: Int32) -> Bool {
        addressesByIndex[interfaceIndex]?.contains { $0.prefix == prefix } ?? false
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
            for address in addressesByIndex.removeValue(forKey: index) ?? [] { release(address.prefix.address) }
        case .addressAdded(let address): add(address)
        case .addressRemoved(let address): remove(address)
        case .resync: break
        }
    }

    /// What the interfaces say against the router's taking part.
    package func faults(for settings: RouterSettings) -> FaultCauses {
        var causes: FaultCauses = []
        if let link = linksByName[settings.interface] {
            if !link.isUp || !link.hasCarrier { causes.insert(.interfaceDown) }
        } else {
            causes.insert(.interfaceMissing)
        }
        for case let name? in (settings.addresses + settings.excludedAddresses).map(\.interface)
        where name != settings.interface {
            guard let link = linksByName[name], link.isUp, link.hasCarrier else {
                causes.insert(.addressInterfaceDown)
                break
            }
        }
        return causes
    }

    /// The address that the router's advertisements come from: the interface's first IPv4 address, or its link-local
    /// IPv6 one (RFC 9568 §5.1.1.1, §5.1.2.1). Virtual addresses do not count, except for their owner. A configured
    /// address comes before all; where it is tracked, it has to be there.
    package func source(for settings: RouterSettings) -> IPAddress? {
        guard let link = linksByName[settings.interface] else { return nil }
        if let configured = settings.sourceAddress {
            return settings.tracksSourceAddress && !isOurs(configured) ? nil : configured
        }
        let virtual = (settings.addresses + settings.excludedAddresses).map(\.prefix.address)
        let usable = (addressesByIndex[link.index] ?? []).filter { $0.canBeSource(for: settings) }
        let own = usable.filter { !virtual.contains($0.prefix.address) }
        let first = own.first { !$0.isSecondary } ?? own.first
        return (first ?? (settings.isOwner ? usable.first : nil))?.prefix.address
    }

    private mutating func add(_ address: LinkAddress) {
        var addresses = addressesByIndex[address.interfaceIndex] ?? []
        if let place = addresses.firstIndex(where: { $0.prefix == address.prefix }) {
            addresses[place] = address
        } else {
            addresses.append(address)
            holders[address.prefix.address, default: 0] += 1
        }
        addressesByIndex[address.interfaceIndex] = addresses
    }

    private mutating func remove(_ address: LinkAddress) {
        guard let place = addressesByIndex[address.interfaceIndex]?.firstIndex(where: { $0.prefix == address.prefix })
        else { return }
        addressesByIndex[address.interfaceIndex]?.remove(at: place)
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
