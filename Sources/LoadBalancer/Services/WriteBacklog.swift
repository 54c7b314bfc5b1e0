package import IPVSKit

/// What the kernel did not take: services to be written or removed again until it does.
package struct WriteBacklog: Sendable {
    /// Services that it does not hold as they are wanted.
    package var unwritten: Set<ServiceKey> = []
    /// Services that are not wanted and that it still holds.
    package var unremoved: Set<ServiceKey> = []
    /// Those of either kind that it refused by themselves.
    package private(set) var refused: Set<ServiceKey> = []

    package init() {}

    /// Whether there is nothing to try again.
    package var isEmpty: Bool { unwritten.isEmpty && unremoved.isEmpty }

    /// The kernel refused a service by itself.
    ///
    /// - Returns: whether that is new.
    package mutating func refuse(_ key: ServiceKey) -> Bool { refused.insert(key).inserted }

    /// The kernel holds a service as it should, or nobody wants that any more.
    ///
    /// - Returns: whether it was refused before.
    package mutating func settle(_ key: ServiceKey) -> Bool {
        unwritten.remove(key)
        unremoved.remove(key)
        return refused.remove(key) != nil
    }
}
