/// What tells apart links that are captured together.
package struct Link: Hashable, Sendable {
    /// The IDs of the VLAN tags, outermost first.
    package var vlans: [UInt16] = []
    /// Where Linux cooked capture, version 2, says it.
    package var interfaceIndex: UInt32?

    package init(vlans: [UInt16] = [], interfaceIndex: UInt32? = nil) {
        self.vlans = vlans
        self.interfaceIndex = interfaceIndex
    }
}

extension Link: CustomStringConvertible {
    /// `vlan 20`, `if 3 vlan 100.20`; nothing for the only link.
    package var description: String {
        var words: [String] = []
        if let interfaceIndex { words.append("if \(interfaceIndex)") }
        if !vlans.isEmpty { words.append("vlan \(vlans.map(String.init).joined(separator: "."))") }
        return words.joined(separator: " ")
    }
}
