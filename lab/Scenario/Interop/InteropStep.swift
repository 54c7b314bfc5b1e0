/// What happens in every combination, in order. Both nodes are looked at after each: one of them holds all virtual
/// addresses, the other one none.
package enum InteropStep: String, CaseIterable, Sendable {
    case first = "The other node starts first, hears nobody, and becomes master."
    case preempts = "The preferred node starts and takes over; the other one yields."
    case leaves = "The preferred node is stopped with SIGTERM; the other one takes over."
    case returns = "The preferred node starts again and takes back."
    case dies = "The preferred node is killed with its links cut; the other one takes over."
}
