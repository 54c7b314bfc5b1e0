package import Addresses

/// A route whose interfaces are known by number.
package struct ResolvedRoute: Hashable, Sendable {
    package let specification: RouteSpecification
    /// The interfaces' numbers in the order of `RouteSpecification.allHops`; 0 where a hop names none.
    let interfaceIndexes: [Int32]
    /// The specification's, or that of its VRF.
    package let table: UInt32

    /// - Throws: the first name that has no number.
    package init(
        _ specification: RouteSpecification, interface number: (InterfaceName) -> Int32?,
        tableOfVRF: (InterfaceName) -> UInt32? = { _ in nil }
    ) throws(MissingInterface) {
        self.specification = specification
        if let vrf = specification.vrf {
            guard let table = tableOfVRF(vrf) else { throw MissingInterface(name: vrf, isVRF: true) }
            self.table = table
        } else {
            table = specification.table
        }
        var indexes: [Int32] = []
        for hop in specification.allHops {
            guard let name = hop.interface else {
                indexes.append(0)
                continue
            }
            guard let index = number(name) else { throw MissingInterface(name: name) }
            indexes.append(index)
        }
        interfaceIndexes = indexes
    }
}

extension ResolvedRoute: CustomStringConvertible {
    package var description: String { "\(specification)" }
}

/// There is no interface of this name.
package struct MissingInterface: Error, Hashable, Sendable, CustomStringConvertible {
    package let name: InterfaceName
    let isVRF: Bool

    init(name: InterfaceName, isVRF: Bool = false) {
        self.name = name
        self.isVRF = isVRF
    }

    package var description: String { "there is no \(isVRF ? "VRF" : "interface") \(name)" }
}

extension RouteSpecification {
    /// The ways that its packets may take.
    package var allHops: [RouteHop] { hops.isEmpty ? [hop] : hops }

    /// The interfaces that it names.
    package var interfaces: [InterfaceName] { allHops.compactMap(\.interface) }
}

extension RouteSpecification: CustomStringConvertible {
    /// As `ip route` writes it, without what does not tell it from others.
    package var description: String {
        var words = ["route"]
        if kind != .unicast { words.append("\(kind)") }
        words.append(destination.length == 0 ? "default" : "\(destination)")
        if let source { words.append("from \(source)") }
        for hop in allHops {
            if let gateway = hop.gateway { words.append("via \(gateway)") }
            if let interface = hop.interface { words.append("dev \(interface)") }
        }
        if let vrf {
            words.append("vrf \(vrf)")
        } else if table != Self.mainTable {
            words.append("table \(table)")
        }
        if let metric { words.append("metric \(metric)") }
        return words.joined(separator: " ")
    }
}

extension RuleSpecification: CustomStringConvertible {
    /// As `ip rule` writes it, without what does not tell it from others.
    package var description: String {
        var words = ["rule \(preference):"]
        if isInverted { words.append("not") }
        if let source { words.append("from \(source)") }
        if let destination { words.append("to \(destination)") }
        if let mark { words.append("fwmark \(mark)") }
        switch action {
        case .table(let table): words.append("table \(table)")
        case .goto(let preference): words.append("goto \(preference)")
        case .nop, .blackhole, .unreachable, .prohibit: words.append("\(action)")
        }
        return words.joined(separator: " ")
    }
}
