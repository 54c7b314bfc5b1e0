import VRRPEngine

extension FaultCauses {
    private static let names: [(FaultCauses, String)] = [
        (.interfaceMissing, "interface_missing"), (.interfaceDown, "interface_down"),
        (.noSourceAddress, "no_source_address"), (.addressInterfaceDown, "address_interface_down"),
        (.addressRefused, "address_refused"), (.socketRefused, "socket_refused"), (.tracked, "tracked"),
        (.groupMember, "group_member"), (.released, "released"),
    ]

    /// The causes in a recording: a word each, and the number of a bit that has none.
    var names: [String] {
        var rest = self
        var words: [String] = []
        for (cause, name) in Self.names where contains(cause) {
            words.append(name)
            rest.subtract(cause)
        }
        if !rest.isEmpty { words.append(String(rest.rawValue)) }
        return words
    }

    init(names: [String]) throws(RecordingError) {
        self = []
        for name in names {
            if let known = Self.names.first(where: { $0.1 == name }) {
                formUnion(known.0)
            } else if let bits = RawValue(name) {
                formUnion(FaultCauses(rawValue: bits))
            } else {
                throw RecordingError("there is no cause of a fault called \"\(name)\"")
            }
        }
    }
}
