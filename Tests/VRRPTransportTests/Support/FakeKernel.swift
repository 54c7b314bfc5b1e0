import Netlink
import VRRPTransport

/// A kernel that remembers its addresses, routes and rules by what they are called.
final class FakeKernel: LinkProgramming {
    /// `192.0.2.100/24 2`, the interface's number behind it.
    var addresses: Set<String> = []
    var others: Set<String> = []
    /// Refused with EACCES.
    var refused: Set<String> = []
    private(set) var calls: [String] = []

    func carryOut(_ changes: [RouteChange]) throws(NetlinkError) -> [RouteChangeFailure] {
        changes.enumerated().compactMap { index, change in
            calls.append("\(change)")
            let errno = apply(change)
            guard errno != 0 else { return nil }
            return RouteChangeFailure(index: index, error: NetlinkError("\(change)", errno: errno))
        }
    }

    func forgetCalls() { calls = [] }

    private func apply(_ change: RouteChange) -> Int32 {
        switch change {
        case .addAddress(let address, _): add(Self.name(address), to: &addresses)
        case .refreshAddress(let address, _): addresses.insert(Self.name(address)).inserted ? 0 : 0
        case .removeAddress(let address): addresses.remove(Self.name(address)) == nil ? 99 : 0
        case .addRoute(let route): add("\(route)", to: &others)
        case .removeRoute(let route): others.remove("\(route)") == nil ? 3 : 0
        case .addRule(let rule): add("\(rule)", to: &others)
        case .removeRule(let rule): others.remove("\(rule)") == nil ? 2 : 0
        case .addMacvlan, .addVirtualLink, .removeLink, .setLink, .setSwitches, .dropLinkLocalAddress: 0
        }
    }

    private func add(_ name: String, to set: inout Set<String>) -> Int32 {
        if refused.contains(name) { return 13 }
        return set.insert(name).inserted ? 0 : 17
    }

    private static func name(_ address: AddressSpecification) -> String {
        "\(address.prefix) \(address.interfaceIndex)"
    }
}
