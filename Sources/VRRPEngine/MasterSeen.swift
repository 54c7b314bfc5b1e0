public import Addresses
public import Deadlines

/// The current master as its last advertisement showed it.
public struct MasterSeen: Hashable, Sendable, Codable {
    /// Where its advertisements come from.
    public let address: IPAddress
    /// As advertised.
    public let priority: UInt8
    /// As advertised in version 3, as configured here in version 2.
    public let advertisementInterval: Nanoseconds

    public init(address: IPAddress, priority: UInt8, advertisementInterval: Nanoseconds) {
        self.address = address
        self.priority = priority
        self.advertisementInterval = advertisementInterval
    }
}
