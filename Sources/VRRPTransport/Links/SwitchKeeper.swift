import Netlink

/// Sets IPv4 switches of interfaces and gives them back at the end.
struct SwitchKeeper {
    private var former: [Int32: [IPv4Switch: UInt32]] = [:]

    /// Sets switches of an interface. What was set before is not set again.
    mutating func set(
        _ wanted: [IPv4Switch: UInt32], on interfaceIndex: Int32, by client: some LinkProgramming
    ) throws(NetlinkError) {
        let known = former[interfaceIndex] ?? [:]
        let missing = wanted.filter { known[$0.key] == nil }
        guard !missing.isEmpty else { return }
        let present = try client.switches(of: interfaceIndex)
        let changes = missing.filter { present[$0.key] != $0.value }
        if !changes.isEmpty { try client.carryOut(.setSwitches(changes, index: interfaceIndex)) }
        former[interfaceIndex] = known.merging(present.filter { missing[$0.key] != nil }) { first, _ in first }
    }

    /// Sets everything back to what it was.
    mutating func restore(by client: some LinkProgramming) {
        for (index, switches) in former.sorted(by: { $0.key < $1.key }) {
            // An interface that is gone needs nothing.
            try? client.carryOut(.setSwitches(switches, index: index))
        }
        former = [:]
    }

    /// Sets some switches of an interface back to what they were.
    mutating func restore(
        _ switches: some Sequence<IPv4Switch>, on interfaceIndex: Int32, by client: some LinkProgramming
    ) {
        var restored: [IPv4Switch: UInt32] = [:]
        for each in switches { restored[each] = former[interfaceIndex]?.removeValue(forKey: each) }
        guard !restored.isEmpty else { return }
        try? client.carryOut(.setSwitches(restored, index: interfaceIndex))
    }

    /// An interface is gone; its index may come again.
    mutating func forget(interfaceIndex: Int32) {
        former[interfaceIndex] = nil
    }
}
