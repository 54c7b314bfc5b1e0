import Addresses
import Netlink
import VRRPTransport

/// A kernel that remembers its addresses, routes and rules by what they are called.
final class FakeKernel: LinkProgramming {
    /// `192.0.2.100/24 2`, the interface's number behind it.
    var addresses: Set<String> = []
    var others: Set<String> = []
    /// Interfaces that were made, with the number of the next one.
    private(set) var links: [InterfaceName: Link] = [:]
    private var nextIndex: Int32 = 20
    /// Refused with EACCES: addresses, or changes by what they say of themselves.
    var refused: Set<String> = []
    var refusesSwitches = false
    private(set) var calls: [String] = []

    func carryOut(_ changes: [RouteChange]) throws(NetlinkError) -> [RouteChangeFailure] {
        changes.enumerated().compactMap { index, change in
            calls.append("\(change)")
            let errno = apply(change)
            guard errno != 0 else { return nil }
            return RouteChangeFailure(index: index, error: NetlinkError("\(change)", errno: errno))
        }
    }

    func switches(of interfaceIndex: Int32) throws(NetlinkError) -> [IPv4Switch: UInt32] {
        Dictionary(uniqueKeysWithValues: IPv4Switch.allCases.map { ($0, 0) })
    }

    func link(_ name: InterfaceName) throws(NetlinkError) -> Link? { links[name] }

    func forgetCalls() { calls = [] }

    private func apply(_ change: RouteChange) -> Int32 {
        if refused.contains("\(change)") { return 13 }
        return switch change {
        case .addAddress(let address, _): add(Self.name(address), to: &addresses)
        case .refreshAddress(let address, _): addresses.insert(Self.name(address)).inserted ? 0 : 0
        case .removeAddress(let address): addresses.remove(Self.name(address)) == nil ? 99 : 0
        case .addRoute(let route): add("\(route)", to: &others)
        case .removeRoute(let route): others.remove("\(route)") == nil ? 3 : 0
        case .addRule(let rule): add("\(rule)", to: &others)
        case .removeRule(let rule): others.remove("\(rule)") == nil ? 2 : 0
        case .addMacvlan(let link): make(link)
        case .setSwitches: refusesSwitches ? 13 : 0
        case .addVirtualLink, .removeLink, .setLink, .dropLinkLocalAddress: 0
        }
    }

    private func make(_ link: MacvlanSpecification) -> Int32 {
        links[link.name] = Link(
            index: nextIndex, name: link.name, macAddress: link.macAddress, isUp: false, hasCarrier: false, mtu: 1500,
            isLoopback: false)
        nextIndex += 1
        return 0
    }

    private func add(_ name: String, to set: inout Set<String>) -> Int32 {
        if refused.contains(name) { return 13 }
        return set.insert(name).inserted ? 0 : 17
    }

    private static func name(_ address: AddressSpecification) -> String {
        "\(address.prefix) \(address.interfaceIndex)"
    }
}
