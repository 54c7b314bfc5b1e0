import Deadlines
import VRRPEngine

/// The virtual addresses on one node's interface, in its kernel: they outlive the process that put them there.
struct KernelAddresses: Sendable {
    private(set) var held: [VirtualAddress] = []
    /// On the node's clock: when they were last added or refreshed.
    private(set) var refreshedAt = Instant.zero
    private(set) var lifetime: Nanoseconds?
    /// On the node's clock: when the kernel takes them off; nil for never.
    private(set) var expiry: Instant?

    var isEmpty: Bool { held.isEmpty }

    /// When whoever put them there has to say again that they are wanted.
    var nextRefresh: Instant? {
        guard !held.isEmpty, let lifetime else { return nil }
        return refreshedAt + KernelLifetime.refreshInterval(of: lifetime)
    }

    /// - Parameter delay: by how much the kernel will be late.
    mutating func add(_ addresses: [VirtualAddress], for lifetime: Nanoseconds?, at now: Instant, delay: Nanoseconds) {
        for address in addresses where !held.contains(address) { held.append(address) }
        refresh(for: lifetime, at: now, delay: delay)
    }

    mutating func refresh(for lifetime: Nanoseconds?, at now: Instant, delay: Nanoseconds) {
        self.lifetime = lifetime
        refreshedAt = now
        expiry = lifetime.map { now + $0 + delay }
    }

    mutating func remove(where isUnwanted: (VirtualAddress) -> Bool) {
        held.removeAll(where: isUnwanted)
        if held.isEmpty { expiry = nil }
    }

    mutating func removeAll() {
        held.removeAll(keepingCapacity: true)
        expiry = nil
    }
}
