package import Addresses
import Glibc
import Netlink

/// This host as a real server: its virtual IPs, and what they need, put there and taken away.
///
/// Not Sendable: one thread uses it.
package final class RealServerHost {
    private let routes: RouteClient
    private let settings = KernelSettings()
    private let file: HostRecordFile

    /// - Throws: where the kernel cannot be asked.
    package init(recordingIn file: HostRecordFile = HostRecordFile()) throws(RealServerError) {
        self.file = file
        routes = try Self.asking { () throws(NetlinkError) in try RouteClient() }
    }

    /// Puts virtual IPs there; those that are there already stay as they are.
    ///
    /// - Returns: what was done, a line each.
    package func up(
        _ addresses: [IPAddress], _ method: RealServerMethod, on interface: String? = nil
    ) throws(RealServerError) -> [String] {
        var done: [String] = []
        try file.hold { () throws(RealServerError) in
            let known = try file.read()
            let missing = try RealServerPlan.interfaces(
                for: addresses, method, named: interface, try facts(for: known), known)
            // Written before it is done: what a crash or a refusal leaves is to be undone some day.
            try file.write(missing.record)
            try carryOut(missing, &done)
            let names = addresses.map { RealServerPlan.interface(for: $0, method, named: interface).name }
            let facts = try facts(for: missing.record, and: names)
            let plan = RealServerPlan.up(addresses, method, named: interface, facts, missing.record)
            try file.write(plan.record)
            try carryOut(plan, &done)
        }
        return done
    }

    /// Undoes what was done for some virtual IPs, or for all.
    ///
    /// - Returns: what was done, a line each.
    package func down(_ addresses: [IPAddress]?) throws(RealServerError) -> [String] {
        var done: [String] = []
        try file.hold { () throws(RealServerError) in
            let record = try file.read()
            let plan = RealServerPlan.down(addresses, try facts(for: record), record)
            try carryOut(plan, &done)
            try file.write(plan.record)
        }
        return done
    }

    /// The virtual IPs that were put there, in their order, with what is wrong with them now.
    package func status() throws(RealServerError) -> [(entry: HostRecord.Address, faults: [String])] {
        let record = try file.read()
        let facts = try facts(for: record)
        return record.addresses.map { ($0, RealServerPlan.faults(of: $0, facts)) }
    }

    /// All addresses of this host.
    package func ownAddresses() throws(RealServerError) -> Set<IPAddress> {
        Set(try Self.asking { () throws(NetlinkError) in try routes.addresses() }.map(\.prefix.address))
    }

    private func facts(for record: HostRecord, and more: [String] = []) throws(RealServerError) -> HostFacts {
        let (links, addresses) = try Self.asking { () throws(NetlinkError) in
            (try routes.links(), try routes.addresses())
        }
        let names = Dictionary(links.map { ($0.index, $0.name.description) }) { first, _ in first }
        var facts = HostFacts()
        for link in links { facts.interfaces[link.name.description] = link.isUp }
        for address in addresses where address.prefix.length == address.prefix.address.family.bitWidth {
            guard let name = names[address.interfaceIndex] else { continue }
            facts.addresses.insert(HostFacts.PlacedAddress(address.prefix.address, on: name))
        }
        let interfaces = Set(record.addresses.map(\.interface) + more)
        let wanted =
            [HostSetting.arpIgnore, .arpAnnounce, .reversePathOfAll] + interfaces.map(HostSetting.reversePath)
            + record.settings.map(\.setting)
        for setting in wanted { facts.settings[setting] = settings.read(setting) }
        return facts
    }

    private func carryOut(_ plan: RealServerPlan, _ done: inout [String]) throws(RealServerError) {
        for step in plan.steps {
            try carryOut(step)
            done.append("\(step)")
        }
    }

    private func carryOut(_ step: RealServerPlan.Step) throws(RealServerError) {
        switch step {
        case .make(let name, let kind): try make(name, kind)
        case .remove(let name): try change(.removeLink(index: try index(of: name)))
        case .switchOn(let name): try change(.setLink(index: try index(of: name), isUp: true))
        case .switchOff(let name): try change(.setLink(index: try index(of: name), isUp: false))
        case .add(let address, let name):
            let specification = AddressSpecification(Prefix(host: address), on: try index(of: name))
            try change(.addAddress(specification, valid: AddressLifetime.forever), unless: EEXIST)
        case .take(let address, let name):
            let specification = AddressSpecification(Prefix(host: address), on: try index(of: name))
            try change(.removeAddress(specification), unless: EADDRNOTAVAIL)
        case .set(let setting, let value): try settings.write(value, to: setting)
        }
    }

    /// A tunnel's module brings the interface by itself, which is as good.
    private func make(_ name: String, _ kind: String) throws(RealServerError) {
        guard let interface = InterfaceName(name) else { throw RealServerError("'\(name)' is no interface's name") }
        do throws(NetlinkError) {
            try routes.carryOut(.addVirtualLink(interface, kind: kind))
        } catch {
            guard error.errno != EEXIST else { return }
            let hint =
                error.errno == EOPNOTSUPP
                ? "; the kernel has no interfaces of the kind \(kind)" + (kind == "dummy" ? ", use --interface lo" : "")
                : ""
            throw RealServerError("\(error)\(hint)")
        }
    }

    private func index(of name: String) throws(RealServerError) -> Int32 {
        let link = try Self.asking { () throws(NetlinkError) in
            guard let interface = InterfaceName(name) else { return nil as Link? }
            return try routes.link(interface)
        }
        guard let link else { throw RealServerError("there is no interface \(name)") }
        return link.index
    }

    private func change(_ change: RouteChange, unless harmless: Int32 = 0) throws(RealServerError) {
        do throws(NetlinkError) {
            try routes.carryOut(change)
        } catch {
            guard error.errno != harmless else { return }
            throw RealServerError("\(error)\(error.errno == EPERM ? "; run it as root" : "")")
        }
    }

    private static func asking<Answer>(
        _ body: () throws(NetlinkError) -> Answer
    ) throws(RealServerError) -> Answer {
        do throws(NetlinkError) {
            return try body()
        } catch {
            throw RealServerError("\(error)")
        }
    }
}

extension RealServerPlan.Step: CustomStringConvertible {
    package var description: String {
        switch self {
        case .make(let name, let kind): "made interface \(name) (\(kind))"
        case .remove(let name): "removed interface \(name)"
        case .switchOn(let name): "switched \(name) on"
        case .switchOff(let name): "switched \(name) off"
        case .add(let address, let name): "added \(Prefix(host: address)) to \(name)"
        case .take(let address, let name): "took \(Prefix(host: address)) off \(name)"
        case .set(let setting, let value): "set \(setting) to \(value)"
        }
    }
}
