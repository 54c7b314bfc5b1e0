import Addresses

/// Finds virtual routers that could not be told apart on the network behind an interface.
struct VRRPCollisions {
    private struct Key: Hashable {
        let interface: InterfaceName
        let family: AddressFamily
        let virtualRouterID: UInt8
    }

    private var routers: [Key: (instance: VRRPInstance, position: SourceOffset)] = [:]

    /// Whether no earlier instance uses the same id; says so where one does.
    ///
    /// keepalived tells instances apart by their multicast group and peers, too; swiftlvsd does not.
    mutating func isFree(
        _ instance: VRRPInstance, at position: SourceOffset, _ context: inout ReadingContext
    ) -> Bool {
        let key = Key(
            interface: instance.interface, family: instance.family, virtualRouterID: instance.virtualRouterID)
        guard let earlier = routers[key] else {
            routers[key] = (instance, position)
            return true
        }
        let isSame =
            earlier.instance.multicastGroup == instance.multicastGroup && earlier.instance.unicast == instance.unicast
        context.error(
            "virtual_router_id \(key.virtualRouterID) is already used on \(key.interface) for "
                + "\(key.family == .ipv4 ? "IPv4" : "IPv6") at \(context.position(of: earlier.position))"
                + (isSame ? "" : "; another multicast group or other peers do not tell the two apart in swiftlvsd"),
            at: position)
        return false
    }
}
