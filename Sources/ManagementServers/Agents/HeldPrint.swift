import Deadlines

/// The fingerprint of the list that an agent holds: enough to judge it, without keeping a million lists.
///
/// Two lists of the same texts in the same order have the same print; others differ but for one chance in 2^64.
struct HeldPrint: Hashable, Sendable {
    /// The agent did not say what it holds.
    static let unsaid = HeldPrint(inOrder: 0, inAnyOrder: 0)
    /// It holds no list, which is never up to date.
    static let nothing = HeldPrint(inOrder: 1, inAnyOrder: 1)

    let inOrder: UInt64
    let inAnyOrder: UInt64

    private init(inOrder: UInt64, inAnyOrder: UInt64) {
        self.inOrder = inOrder
        self.inAnyOrder = inAnyOrder
    }

    // The two smallest numbers have a meaning of their own.

    /// The print of texts that have these prints, in this order.
    static func inOrder(_ prints: some Sequence<UInt64>, algorithm: UInt64) -> UInt64 {
        max(2, prints.reduce(algorithm) { mixed($0 ^ $1) })
    }

    /// The print of texts that have these prints, in whatever order.
    static func inAnyOrder(_ prints: some Sequence<UInt64>, algorithm: UInt64) -> UInt64 {
        max(2, mixed(algorithm) ^ prints.reduce(0) { $0 &+ mixed($1) })
    }

    init(_ list: HeldList?) {
        switch list {
        case nil: self = .unsaid
        case let list? where list.servers.isEmpty: self = .nothing
        case let list?:
            let prints = list.servers.map(Self.print)
            let algorithm = list.algorithm.map(Self.print) ?? 0
            self.init(
                inOrder: Self.inOrder(prints, algorithm: algorithm),
                inAnyOrder: Self.inAnyOrder(prints, algorithm: algorithm))
        }
    }

    /// The print of one text, by its bytes.
    static func print(of text: String) -> UInt64 {
        var hash = StableHash()
        hash.combine(text)
        return hash.value
    }

    private static func mixed(_ value: UInt64) -> UInt64 {
        var generator = SeededGenerator(seed: value)
        return generator.next()
    }
}
