import Addresses
import Netlink
import VRRPTransport

/// An nf_tables that remembers which addresses each table closes.
final class FakeFilter: FilterProgramming {
    var tables: [String: Set<String>] = [:]
    var foreign: Set<String> = []
    /// Answers everything with this errno.
    var refusal: Int32?
    private(set) var calls: [String] = []

    func owner(of name: String) throws(NetlinkError) -> FilterTableOwner {
        try refuse()
        if foreign.contains(name) { return .others }
        return tables[name] == nil ? .nobody : .us
    }

    func replace(_ table: FilterTable, closing addresses: [ClosedAddress]) throws(NetlinkError) {
        calls.append("replace \(table.name)")
        try refuse()
        tables[table.name] = Set(addresses.map(Self.name))
    }

    func change(_ table: FilterTable, closing: [ClosedAddress], opening: [ClosedAddress]) throws(NetlinkError) {
        let changes = closing.map { "+\(Self.name($0))" } + opening.map { "-\(Self.name($0))" }
        calls.append("change \(table.name): \(changes.joined(separator: " "))")
        try refuse()
        guard var closed = tables[table.name], closed.isSuperset(of: opening.map(Self.name)) else {
            throw NetlinkError("changing", errno: 2)
        }
        closed.formUnion(closing.map(Self.name))
        closed.subtract(opening.map(Self.name))
        tables[table.name] = closed
    }

    func remove(_ table: FilterTable) throws(NetlinkError) {
        calls.append("remove \(table.name)")
        try refuse()
        guard tables.removeValue(forKey: table.name) != nil else { throw NetlinkError("removing", errno: 2) }
    }

    func forgetCalls() { calls = [] }

    private func refuse() throws(NetlinkError) {
        if let refusal { throw NetlinkError("scripted", errno: refusal) }
    }

    private static func name(_ closed: ClosedAddress) -> String {
        closed.interfaceIndex.map { "\(closed.address)%\($0)" } ?? "\(closed.address)"
    }
}
