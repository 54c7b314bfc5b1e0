/// Why a virtual router cannot take part. Any number of causes may hold; the last one to go ends FAULT.
public struct FaultCauses: OptionSet, Hashable, Sendable, Codable {
    public let rawValue: UInt16

    public init(rawValue: UInt16) {
        self.rawValue = rawValue
    }

    /// The instance's interface does not exist.
    public static let interfaceMissing = FaultCauses(rawValue: 1 << 0)
    /// The instance's interface is down or has no carrier.
    public static let interfaceDown = FaultCauses(rawValue: 1 << 1)
    /// The interface has no address of the router's family to send from (for IPv6: no link-local one).
    public static let noSourceAddress = FaultCauses(rawValue: 1 << 2)
    /// Another interface that the router's addresses, routes or rules need is missing or down.
    public static let addressInterfaceDown = FaultCauses(rawValue: 1 << 3)
    /// The kernel refused to add a virtual address.
    public static let addressRefused = FaultCauses(rawValue: 1 << 4)
    /// The socket for advertisements could not be opened.
    public static let socketRefused = FaultCauses(rawValue: 1 << 5)
    /// Something that is tracked failed; the verdict says what.
    public static let tracked = FaultCauses(rawValue: 1 << 6)
    /// Another member of the sync group is in FAULT.
    public static let groupMember = FaultCauses(rawValue: 1 << 7)
    /// An operator took the router out of the election.
    public static let released = FaultCauses(rawValue: 1 << 8)
}

extension FaultCauses: CustomStringConvertible {
    private static let texts: [(FaultCauses, String)] = [
        (.interfaceMissing, "the interface does not exist"),
        (.interfaceDown, "the interface is down"),
        (.noSourceAddress, "the interface has no address to send from"),
        (.addressInterfaceDown, "an interface for its addresses, routes or rules is missing or down"),
        (.addressRefused, "the kernel refused a virtual address"),
        (.socketRefused, "the socket for advertisements could not be opened"),
        (.tracked, "something that is tracked failed"),
        (.groupMember, "another member of the sync group is in FAULT"),
        (.released, "released by the operator"),
    ]

    public var description: String { description(tracked: []) }

    /// The causes as one phrase. A missing interface says it all, so that what follows from it is left out.
    ///
    /// - Parameter tracked: what to say of `.tracked`, where that is known.
    public func description(tracked: [String]) -> String {
        let telling = contains(.interfaceMissing) ? subtracting([.interfaceDown, .noSourceAddress]) : self
        let phrases = Self.texts.filter { telling.contains($0.0) }.flatMap { cause, text in
            cause == .tracked && !tracked.isEmpty ? tracked : [text]
        }
        return phrases.joined(separator: ", ")
    }
}
