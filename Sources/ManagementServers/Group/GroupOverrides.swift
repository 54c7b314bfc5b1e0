package import Deadlines

/// What an operator said of a group instead of what the configuration says. Each word lasts until the configuration
/// says something else there.
package struct GroupOverrides: Hashable, Sendable {
    /// A word, and what the configuration said when it was given.
    package struct Word<Value: Hashable & Sendable>: Hashable, Sendable {
        package let base: Value
        package let value: Value

        package init(_ value: Value, insteadOf base: Value) {
            self.base = base
            self.value = value
        }
    }

    package var algorithm: Word<OrderingAlgorithm>?
    package var checkInterval: Word<Nanoseconds>?
    package var servers: Word<[ServerAddress]>?

    package init() {}

    /// What these servers' weights add up to in lowest terms, where that is more than may be.
    package static func excessiveWeight(of servers: [ServerAddress], in file: ServerGroupSettings) -> Int? {
        let sum = WeightedTurns.period(of: Self.servers(servers, in: file).map(\.weight))
        return sum > WeightedTurns.longestPeriod ? sum : nil
    }

    /// The most that the weights of a group may add up to, in lowest terms.
    package static var largestWeight: Int { WeightedTurns.longestPeriod }

    /// The group with these words, and without those that the configuration has overtaken.
    package mutating func apply(to file: ServerGroupSettings) -> ServerGroupSettings {
        var settings = file
        algorithm = lasting(algorithm, file.algorithm)
        checkInterval = lasting(checkInterval, file.checkInterval)
        servers = lasting(servers, file.servers.map(\.address))
        // Other weights in the file may have come to be too much for these servers.
        if let word = servers, Self.excessiveWeight(of: word.value, in: file) != nil { servers = nil }
        if let word = algorithm { settings.algorithm = word.value }
        if let word = checkInterval { settings.checkInterval = word.value }
        if let word = servers { settings.servers = Self.servers(word.value, in: file) }
        return settings
    }

    /// Servers as the file has them, and others as new ones.
    private static func servers(_ addresses: [ServerAddress], in file: ServerGroupSettings) -> [ManagementServer] {
        addresses.map { address in file.servers.first { $0.address == address } ?? ManagementServer(address) }
    }

    /// A word that says what the configuration says is none.
    private func lasting<Value>(_ word: Word<Value>?, _ base: Value) -> Word<Value>? {
        guard let word, word.base == base, word.value != base else { return nil }
        return word
    }
}
