package import Addresses
package import Deadlines

/// Something that is in order and worth a word.
package enum Note: Hashable, Sendable {
    /// The first advertisement of the virtual router in this capture.
    case firstHeard
    /// A router of higher priority takes over from a master that still advertised.
    case preempts(IPAddress)
    /// A backup takes over from a master that had fallen silent.
    case takesOver(from: IPAddress, after: Nanoseconds)
    /// A backup takes over from a master that had said farewell.
    case succeeds(IPAddress, after: Nanoseconds)
    /// A master says farewell with priority 0.
    case leaves
    /// The master's priority is another than before.
    case priorityChanged(from: UInt8)
    /// The address was announced elsewhere before.
    case moved(from: MACAddress)
    /// The advertisement is to a multicast group that is not VRRP's: the router has one of its own.
    case otherGroup(IPAddress)
}

extension Note: CustomStringConvertible {
    package var description: String {
        switch self {
        case .firstHeard: "first heard"
        case .preempts(let address): "takes over from \(address) by its higher priority"
        case .takesOver(let address, let silence): "takes over: \(address) was silent for \(silence)"
        case .succeeds(let address, let time): "takes over \(time) after the farewell of \(address)"
        case .leaves: "leaves"
        case .priorityChanged(let before): "priority was \(before)"
        case .moved(let before): "was at \(before)"
        case .otherGroup(let group): "to \(group), which is not VRRP's multicast group"
        }
    }
}
