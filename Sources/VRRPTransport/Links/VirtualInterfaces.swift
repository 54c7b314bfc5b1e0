import Addresses
import CLinux
import Netlink
import VRRPEngine

/// The interfaces with virtual routers' own MAC addresses (`use_vmac`): made or adopted, on while their router is master,
/// and removed at the end.
///
/// While the router is backup its interface is off, so that no frame to the virtual MAC address is taken (RFC 9568
/// §6.4.2).
struct VirtualInterfaces {
    private struct Interface {
        let name: InterfaceName
        let index: Int32
        let parentIndex: Int32
        /// Not one that somebody else made under another name.
        let isOurs: Bool
        /// Whether its switches and those of the interface below are set.
        var isReady = false
    }

    /// On the interface with the virtual MAC address.
    private static let switches: [IPv4Switch: UInt32] = [
        .arpIgnore: 1, .acceptLocal: 1, .reversePathFilter: 0, .promoteSecondaries: 1, .sendRedirects: 0,
    ]
    /// On the interface below, so that it never answers for what is on the one above, nor names it as its own when it
    /// asks.
    private static let parentSwitches: [IPv4Switch: UInt32] = [.arpIgnore: 1, .arpFilter: 1, .arpAnnounce: 2]
    private static let longestName = 15

    private var interfaces: [RouterKey: Interface] = [:]

    /// The name of the router's interface, nil where it has none.
    func name(for key: RouterKey) -> InterfaceName? { interfaces[key]?.name }

    /// Whether it is one of these.
    func contains(_ interfaceIndex: Int32) -> Bool { interfaces.values.contains { $0.index == interfaceIndex } }

    /// Makes the interface that a router wants, unless it is there.
    mutating func prepare(
        _ hosted: HostedRouter, in watch: InterfaceWatch, by client: some LinkProgramming, switches: inout SwitchKeeper
    ) throws(NetlinkError) {
        guard let wanted = hosted.instance.virtualMAC, let macAddress = hosted.virtualMACAddress else { return }
        guard let parent = watch.table.link(hosted.key.interface) else {
            interfaces[hosted.key] = nil
            return
        }
        if let known = interfaces[hosted.key], known.parentIndex == parent.index,
            watch.table.link(known.name)?.index == known.index
        {
            if !known.isReady { try makeReady(known, of: hosted.key, by: client, switches: &switches) }
            return
        }
        let link: Link
        if let found = Self.find(macAddress, on: parent, in: watch.table) {
            link = found
        } else {
            link = try make(hosted, wanted, macAddress, parent, watch, client)
        }
        let isOurs = Self.names(wanted, of: hosted.key).contains(link.name)
        let interface = Interface(name: link.name, index: link.index, parentIndex: parent.index, isOurs: isOurs)
        interfaces[hosted.key] = interface
        try makeReady(interface, of: hosted.key, by: client, switches: &switches)
    }

    /// Sets the switches; what fails is tried again when interfaces change.
    private mutating func makeReady(
        _ interface: Interface, of key: RouterKey, by client: some LinkProgramming, switches: inout SwitchKeeper
    ) throws(NetlinkError) {
        try switches.set(Self.parentSwitches, on: interface.parentIndex, by: client)
        try client.carryOut(.setSwitches(Self.switches, index: interface.index))
        // Without IPv6 there is nothing to keep from it.
        try? client.carryOut(.dropLinkLocalAddress(index: interface.index))
        interfaces[key]?.isReady = true
    }

    /// Switches a router's interface on, before it sends its first advertisement as master.
    func raise(_ key: RouterKey, in table: InterfaceTable, by client: some LinkProgramming) throws(NetlinkError) {
        guard let interface = interfaces[key] else { return }
        var changes = [RouteChange.setLink(index: interface.index, isUp: true)]
        if let address = linkLocalAddress(for: key, in: table), let prefix = Prefix(address, length: 64) {
            changes.append(
                .addAddress(AddressSpecification(prefix, on: interface.index), valid: AddressLifetime.forever))
        }
        if let failure = try client.carryOut(changes).first(where: { $0.error.errno != EEXIST }) { throw failure.error }
    }

    /// Switches a router's interface off: it is master no more.
    func lower(_ key: RouterKey, by client: some LinkProgramming) {
        guard let interface = interfaces[key] else { return }
        // One that is gone is off.
        try? client.carryOut(.setLink(index: interface.index, isUp: false))
    }

    /// Removes the interface of a router that ends, unless somebody else made it; with the last one, the interface below
    /// is as it was.
    mutating func remove(_ key: RouterKey, by client: some LinkProgramming, switches: inout SwitchKeeper) {
        guard let interface = interfaces.removeValue(forKey: key) else { return }
        if interface.isOurs { try? client.carryOut(.removeLink(index: interface.index)) }
        guard !interfaces.values.contains(where: { $0.parentIndex == interface.parentIndex }) else { return }
        switches.restore(Self.parentSwitches.keys, on: interface.parentIndex, by: client)
    }

    /// The link-local address of a router's interface, for IPv6: made of the MAC address of the interface below and the
    /// VRID, so that no two nodes share it; not the one that would follow from the virtual MAC address (RFC 9568 §7.4).
    func linkLocalAddress(for key: RouterKey, in table: InterfaceTable) -> IPAddress? {
        guard key.family == .ipv6, interfaces[key] != nil, let parent = table.link(key.interface)?.macAddress
        else { return nil }
        let bytes = parent.bytes
        // Bit 1 of the first byte off: an identifier of no global meaning (RFC 4291 §2.5.1).
        let identifier = [bytes[0] & ~2, bytes[1], bytes[2], 0x5E, key.virtualRouterID, bytes[3], bytes[4], bytes[5]]
        return .v6(IPv6Address(high: 0xFE80 << 48, low: identifier.reduce(0) { $0 << 8 | UInt64($1) }))
    }

    /// The names that a router's interface may have, the best one first (keepalived: `vrrp.51`, `vrrp1.51` …; for IPv6
    /// `vrrp6.51` is the second).
    static func names(_ settings: VirtualMACSettings, of key: RouterKey) -> [InterfaceName] {
        if let name = settings.name { return [name] }
        let numbers = ["", key.family == .ipv6 ? "6" : "1"] + (2...254).map(String.init)
        return numbers.compactMap { number in
            let end = "\(number).\(key.virtualRouterID)"
            return InterfaceName(
                String(settings.prefix.utf8.prefix(longestName - end.utf8.count)).map { $0 + end } ?? "")
        }
    }

    private static func find(_ macAddress: MACAddress, on parent: Link, in table: InterfaceTable) -> Link? {
        table.links.first {
            $0.parentIndex == parent.index && $0.macAddress == macAddress && ($0.kind?.isPrivateMacvlan ?? false)
        }
    }

    private func make(
        _ hosted: HostedRouter, _ wanted: VirtualMACSettings, _ macAddress: MACAddress, _ parent: Link,
        _ watch: InterfaceWatch, _ client: some LinkProgramming
    ) throws(NetlinkError) -> Link {
        let names = Self.names(wanted, of: hosted.key)
        guard let name = names.first(where: { watch.table.link($0) == nil }) else {
            throw NetlinkError(
                "making interface \(names.first.map(\.description) ?? "")", errno: EEXIST,
                explanation: "it is there and has not the virtual MAC address \(macAddress) on \(parent.name)")
        }
        try client.carryOut(
            .addMacvlan(
                MacvlanSpecification(
                    name: name, parentIndex: parent.index, macAddress: macAddress, group: wanted.group)))
        guard let link = try client.link(name) else { throw NetlinkError("making interface \(name)", errno: ENODEV) }
        watch.note(.link(link))
        return link
    }
}
