/// Which servers operators drain, or take back from a drain, against what the configuration says.
package struct DrainOrders: Hashable, Sendable {
    private var words: [ServerAddress: Bool] = [:]

    package init() {}

    /// What an operator said last; nil where the configuration counts.
    package func word(for address: ServerAddress) -> Bool? { words[address] }

    /// In order of the addresses' text.
    package var all: [(address: ServerAddress, drains: Bool)] {
        words.map { ($0.key, $0.value) }.sorted { $0.0.description < $1.0.description }
    }

    /// Nil gives the word back to the configuration.
    package mutating func set(_ drains: Bool?, for address: ServerAddress) {
        words[address] = drains
    }

    /// A word lasts until the configuration says something else of its server.
    package mutating func forget(whatChangesFrom old: [ManagementServer], to new: [ManagementServer]) {
        let before = Dictionary(old.map { ($0.address, $0.isDraining) }) { first, _ in first }
        let after = Dictionary(new.map { ($0.address, $0.isDraining) }) { first, _ in first }
        words = words.filter { address, _ in
            after[address] != nil && (before[address] == nil || before[address] == after[address])
        }
    }
}
