package import Addresses
package import Netlink

/// What keepers need of the kernel.
package protocol LinkProgramming {
    /// Carries changes out in their order and returns those that the kernel refused; see `RouteClient`.
    func carryOut(_ changes: [RouteChange]) throws(NetlinkError) -> [RouteChangeFailure]
    /// IPv4 settings of an interface.
    func switches(of interfaceIndex: Int32) throws(NetlinkError) -> [IPv4Switch: UInt32]
    /// One interface by name; nil where there is none.
    func link(_ name: InterfaceName) throws(NetlinkError) -> Link?
}

extension RouteClient: LinkProgramming {}

extension LinkProgramming {
    /// Carries one change out.
    func carryOut(_ change: RouteChange) throws(NetlinkError) {
        if let failure = try carryOut([change]).first { throw failure.error }
    }

    /// The error of each change by its place, where the socket failed the same for all of them.
    func errors(carryingOut changes: [RouteChange]) -> [Int: NetlinkError] {
        do throws(NetlinkError) {
            let failures = try carryOut(changes)
            return Dictionary(failures.map { ($0.index, $0.error) }) { first, _ in first }
        } catch {
            return Dictionary(uniqueKeysWithValues: changes.indices.map { ($0, error) })
        }
    }
}

/// For whom something is in the kernel.
package enum Holder: Hashable, Sendable {
    case router(RouterKey)
    /// The node itself: `static_ipaddress` and its like.
    case node
}
