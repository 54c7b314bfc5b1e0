package import Addresses
package import Deadlines

/// Something that goes wrong, or that an operator does. Nodes, instances and segments are given by number.
package enum Fault: Hashable, Sendable {
    /// SIGKILL and a restart later: the kernel keeps the addresses until their lifetime ends.
    case kill(node: Int, down: Nanoseconds)
    /// The whole machine is off for a while, and its kernel with it.
    case powerCut(node: Int, down: Nanoseconds)
    /// SIGTERM and a start later.
    case stop(node: Int, down: Nanoseconds)
    /// A restart that keeps addresses and role.
    case keptRestart(node: Int, down: Nanoseconds)
    /// The process does not run for a while; what arrives meanwhile waits in its sockets.
    case stall(node: Int, length: Nanoseconds)
    case carrierLoss(instance: Int, length: Nanoseconds)
    /// Nothing gets through in this one direction.
    case cut(segment: Int, from: Int, to: Int, length: Nanoseconds)
    /// Nothing gets through between the nodes whose bits are set and the others.
    case partition(segment: Int, side: Int, length: Nanoseconds)
    case disturbance(segment: Int, from: Int, to: Int, Disturbance, length: Nanoseconds)
    case reload(instance: Int, RouterDraft)
    /// Another primary address to send from.
    case addressChange(instance: Int, IPAddress)
    /// The node's clock runs at another speed from now on.
    case drift(node: Int, partsPerMillion: Int64)
    /// Somebody takes the virtual addresses off the interface.
    case deletion(instance: Int)
    /// The kernel takes no address for a while.
    case refusal(instance: Int, length: Nanoseconds)
    /// A tracked script changes the priority for a while.
    case weight(instance: Int, weight: Int, length: Nanoseconds)
    /// A tracked script without a weight fails for a while.
    case trackedFault(instance: Int, length: Nanoseconds)
    /// An operator takes the instance out of the election for a while.
    case release(instance: Int, length: Nanoseconds)

    /// How long it lasts; nil where there is no end to it.
    package var length: Nanoseconds? {
        switch self {
        case .kill(_, let length), .powerCut(_, let length), .stop(_, let length), .keptRestart(_, let length),
            .stall(_, let length), .carrierLoss(_, let length), .cut(_, _, _, let length),
            .partition(_, _, let length), .refusal(_, let length), .disturbance(_, _, _, _, let length),
            .weight(_, _, let length),
            .trackedFault(_, let length), .release(_, let length):
            length
        case .reload, .addressChange, .drift, .deletion: nil
        }
    }
}

/// What a bad link does to packets.
package struct Disturbance: Hashable, Sendable {
    /// Of a thousand packets.
    package var lost = 0
    /// Of a thousand packets.
    package var doubled = 0
    /// Of a thousand packets: one bit is turned over.
    package var corrupted = 0
    /// On top of the link's own; packets overtake each other.
    package var delay = Nanoseconds.zero

    package init(lost: Int = 0, doubled: Int = 0, corrupted: Int = 0, delay: Nanoseconds = .zero) {
        self.lost = lost
        self.doubled = doubled
        self.corrupted = corrupted
        self.delay = delay
    }
}

/// A fault with its time since the start.
package struct TimedFault: Hashable, Sendable {
    package let at: Nanoseconds
    package let fault: Fault

    package init(at: Nanoseconds, _ fault: Fault) {
        self.at = at
        self.fault = fault
    }
}

extension Disturbance: CustomStringConvertible {
    package var description: String {
        var words: [String] = []
        if lost > 0 { words.append("loses \(lost) ‰") }
        if doubled > 0 { words.append("doubles \(doubled) ‰") }
        if corrupted > 0 { words.append("corrupts \(corrupted) ‰") }
        if delay > .zero { words.append("delays by up to \(delay)") }
        return words.joined(separator: ", ")
    }
}

extension Fault: CustomStringConvertible {
    package var description: String {
        switch self {
        case .kill(let node, let down): "n\(node + 1) is killed, back after \(down)"
        case .powerCut(let node, let down): "n\(node + 1) loses power, back after \(down)"
        case .stop(let node, let down): "n\(node + 1) is stopped, back after \(down)"
        case .keptRestart(let node, let down): "n\(node + 1) restarts and keeps its role, back after \(down)"
        case .stall(let node, let length): "n\(node + 1) stalls for \(length)"
        case .carrierLoss(let instance, let length): "i\(instance) has no carrier for \(length)"
        case .cut(let segment, let from, let to, let length):
            "eth\(segment): nothing from n\(from + 1) reaches n\(to + 1) for \(length)"
        case .partition(let segment, let side, let length):
            "eth\(segment): cut between the nodes \(String(side, radix: 2)) and the others for \(length)"
        case .disturbance(let segment, let from, let to, let disturbance, let length):
            "eth\(segment): n\(from + 1) to n\(to + 1) \(disturbance) for \(length)"
        case .reload(let instance, let draft): "i\(instance) is reloaded: \(draft)"
        case .addressChange(let instance, let address): "i\(instance) sends from \(address)"
        case .drift(let node, let partsPerMillion): "n\(node + 1)'s clock drifts by \(partsPerMillion) ppm"
        case .deletion(let instance): "somebody deletes the addresses of i\(instance)"
        case .refusal(let instance, let length): "the kernel refuses addresses to i\(instance) for \(length)"
        case .weight(let instance, let weight, let length): "i\(instance) is tracked with \(weight) for \(length)"
        case .trackedFault(let instance, let length): "i\(instance) is tracked into FAULT for \(length)"
        case .release(let instance, let length): "i\(instance) is released for \(length)"
        }
    }
}
