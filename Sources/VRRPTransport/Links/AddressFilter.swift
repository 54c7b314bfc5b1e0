import Addresses
import CLinux
package import Netlink

/// Closes the addresses of virtual routers that accept no packets to them (RFC 9568 §6.1, Accept_Mode), and knows whose
/// are closed.
package struct AddressFilter: Sendable {
    package private(set) var table = FilterTable()
    private var closedByKey: [RouterKey: Set<ClosedAddress>] = [:]
    /// How many routers want each closed.
    private var holders: [ClosedAddress: Int] = [:]
    /// Whether the kernel has the table with these addresses, as far as is known.
    package private(set) var isInForce = false

    package init() {}

    /// Whether some address is to be closed.
    package var isWanted: Bool { !holders.isEmpty }

    /// Takes over what a predecessor left: its table goes, or holds these addresses and no others.
    ///
    /// - Parameter leftovers: closed addresses that are still on this host.
    package mutating func begin(
        closing leftovers: [RouterKey: Set<ClosedAddress>], by kernel: some FilterProgramming
    ) throws(NetlinkError) {
        for (key, addresses) in leftovers { _ = note(addresses, of: key) }
        guard !isWanted else { return try renew(by: kernel) }
        if try kernel.owner(of: table.name) == .us { try kernel.remove(table) }
    }

    /// Makes these the closed addresses of a router.
    package mutating func close(
        _ addresses: Set<ClosedAddress>, of key: RouterKey, by kernel: some FilterProgramming
    ) throws(NetlinkError) {
        let (closing, opening) = note(addresses, of: key)
        guard isInForce else {
            if isWanted { try renew(by: kernel) }
            return
        }
        guard !closing.isEmpty || !opening.isEmpty else { return }
        do throws(NetlinkError) {
            try kernel.change(table, closing: closing, opening: opening)
        } catch {
            // Somebody else took the table away, or something out of it.
            try renew(by: kernel)
        }
    }

    /// Takes over how the table is to be.
    package mutating func describe(_ new: FilterTable, by kernel: some FilterProgramming) throws(NetlinkError) {
        let old = table
        table = new
        guard isInForce, new != old else { return }
        do throws(NetlinkError) {
            try renew(by: kernel)
        } catch {
            // Closed by a table that nobody knows of any more would be worse than open and told.
            if new.name != old.name { try? kernel.remove(old) }
            throw error
        }
        if new.name != old.name { try kernel.remove(old) }
    }

    /// Makes the table anew, with everything that is closed.
    package mutating func renew(by kernel: some FilterProgramming) throws(NetlinkError) {
        isInForce = false
        guard try kernel.owner(of: table.name) != .others else {
            throw NetlinkError(
                "making table inet \(table.name) of nf_tables", errno: EEXIST,
                explanation: "it is not swiftlvsd's: choose another name with 'nftables'")
        }
        try kernel.replace(table, closing: Self.sorted(Array(holders.keys)))
        isInForce = true
    }

    /// Takes the table away.
    package mutating func end(by kernel: some FilterProgramming) throws(NetlinkError) {
        guard isInForce else { return }
        isInForce = false
        try kernel.remove(table)
    }

    /// Notes what a router wants closed; returns what that changes for the kernel.
    private mutating func note(
        _ addresses: Set<ClosedAddress>, of key: RouterKey
    ) -> (closing: [ClosedAddress], opening: [ClosedAddress]) {
        let before = closedByKey[key] ?? []
        closedByKey[key] = addresses.isEmpty ? nil : addresses
        var (closing, opening): ([ClosedAddress], [ClosedAddress]) = ([], [])
        for address in addresses.subtracting(before) {
            if holders[address] == nil { closing.append(address) }
            holders[address, default: 0] += 1
        }
        for address in before.subtracting(addresses) {
            guard let count = holders[address], count > 1 else {
                holders[address] = nil
                opening.append(address)
                continue
            }
            holders[address] = count - 1
        }
        return (Self.sorted(closing), Self.sorted(opening))
    }

    private static func sorted(_ addresses: [ClosedAddress]) -> [ClosedAddress] {
        addresses.sorted { ($0.address, $0.interfaceIndex ?? 0) < ($1.address, $1.interfaceIndex ?? 0) }
    }
}
