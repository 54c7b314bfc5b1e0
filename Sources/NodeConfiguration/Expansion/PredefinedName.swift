/// The names that keepalived defines by itself.
enum PredefinedName: String, CaseIterable {
    case directory = "_PWD"
    case instance = "_INSTANCE"
    case random = "_RANDOM"
    case environment = "_ENV"
    case hash = "_HASH"
    case bang = "_BANG"

    /// Begins a comment where it stands outside of double quotes.
    var beginsComment: Bool { self == .hash || self == .bang }
}

/// The numbers of `${_RANDOM}`: the same ones for the same seed.
struct DrawnNumbers {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    /// A number between two bounds; the first one where they are in the wrong order.
    mutating func next(from low: UInt64, through high: UInt64) -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        mixed ^= mixed >> 31
        guard high > low else { return low }
        let span = high - low
        return span == .max ? mixed : low + mixed % (span + 1)
    }
}
