public import Addresses
public import Deadlines

/// The current master as its last advertisement showed it.
public struct MasterSeen: Hashable, Sendable {
    public let address: IPAddress
    public let priority: UInt8
    public let advertisementInterval: Nanoseconds

    public init(address: IPAddress, priority: UInt8, advertisementInterval: Nanoseconds) {
        self.address = address
        self.priority = priority
        self.advertisementInterval = advertisementInterval
    }
}
