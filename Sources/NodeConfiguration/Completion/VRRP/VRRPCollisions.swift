import Addresses

/// Finds virtual routers that could not be told apart on the network behind an interface.
struct VRRPCollisions {
    private struct Key: Hashable {
        let interface: InterfaceName
        let family: AddressFamily
        let virtualRouterID: UInt8
    }

    private var routers: [Key: [(instance: VRRPInstance, position: SourceOffset)]] = [:]

    /// Whether no earlier instance uses the same id with the same group or a peer in common; says so where one does.
    mutating func isFree(
        _ instance: VRRPInstance, at position: SourceOffset, _ context: inout ReadingContext
    ) -> Bool {
        let key = Key(
            interface: instance.interface, family: instance.family, virtualRouterID: instance.virtualRouterID)
        let earlier = routers[key, default: []].first { Self.collide($0.instance, instance) }
        guard let earlier else {
            routers[key, default: []].append((instance, position))
            return true
        }
        context.error(
            "virtual_router_id \(key.virtualRouterID) is already used on \(key.interface) for "
                + "\(key.family == .ipv4 ? "IPv4" : "IPv6") at \(context.position(of: earlier.position))", at: position)
        return false
    }

    private static func collide(_ first: VRRPInstance, _ second: VRRPInstance) -> Bool {
        switch (first.unicast, second.unicast) {
        case (nil, nil): first.multicastGroup == second.multicastGroup
        case (let first?, let second?):
            !Set(first.peers.map(\.address)).isDisjoint(with: second.peers.map(\.address))
        default: false
        }
    }
}
