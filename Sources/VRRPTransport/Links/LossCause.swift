/// Why something of ours that was in the kernel is there no more.
enum LossCause: Hashable, Sendable {
    case somebodyElse
    /// The thread did not run for longer than the lifetime lasts.
    case lifetimeEnded
    /// Duplicate address detection failed: the kernel takes an address with a lifetime off then.
    case duplicate

    /// As in `put back what somebody else took away`.
    var phrase: String {
        switch self {
        case .somebodyElse: "what somebody else took away"
        case .lifetimeEnded: "what the kernel took away because the lifetime ended before it was started anew"
        case .duplicate: "what the kernel took away because another node has it"
        }
    }
}
