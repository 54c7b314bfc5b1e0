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

    /// The group with these words, and without those that the configuration has overtaken.
    package mutating func apply(to file: ServerGroupSettings) -> ServerGroupSettings {
        var settings = file
        algorithm = lasting(algorithm, file.algorithm)
        checkInterval = lasting(checkInterval, file.checkInterval)
        servers = lasting(servers, file.servers.map(\.address))
        if let word = algorithm { settings.algorithm = word.value }
        if let word = checkInterval { settings.checkInterval = word.value }
        if let word = servers {
            settings.servers = word.value.map { address in
                file.servers.first { $0.address == address } ?? ManagementServer(address)
            }
        }
        return settings
    }

    /// A word that says what the configuration says is none.
    private func lasting<Value>(_ word: Word<Value>?, _ base: Value) -> Word<Value>? {
        guard let word, word.base == base, word.value != base else { return nil }
        return word
    }
}
