package import Addresses

/// `virtual_server_group`: the addresses, ranges and firewall marks of one service.
package struct VirtualServerGroup: Hashable, Sendable {
    /// What the kernel knows one of its services by.
    package enum Member: Hashable, Sendable {
        /// Port 0 stands for every port.
        case address(IPAddress, port: UInt16)
        case firewallMark(UInt32, AddressFamily)
    }

    /// One line of the block.
    package enum Line: Hashable, Sendable {
        case addresses(AddressRange, port: UInt16)
        /// Without a family it is that of the real servers.
        case firewallMark(UInt32, AddressFamily?)
    }

    /// More services than an IPv4 /16 has addresses are more than anybody means.
    package static let mostMembers = 65_536

    package let name: String
    /// In the order of the file.
    package let lines: [Line]
    /// What the lines stand for, each member once; at least one.
    package let members: [Member]
    /// The family of those firewall marks that do not say; nil where all do. Uses of a group that differ in it have
    /// different members.
    package let familyOfMarks: AddressFamily?

    /// - Parameter family: of firewall marks that do not say.
    package init(name: String, lines: [Line], family: AddressFamily) {
        self.name = name
        self.lines = lines
        var known: Set<Member> = []
        var members: [Member] = []
        for line in lines {
            switch line {
            case .addresses(let range, let port):
                for address in range where known.insert(.address(address, port: port)).inserted {
                    members.append(.address(address, port: port))
                }
            case .firewallMark(let mark, let own):
                let member = Member.firewallMark(mark, own ?? family)
                if known.insert(member).inserted { members.append(member) }
            }
        }
        self.members = members
        familyOfMarks = lines.contains(where: \.leavesFamilyOpen) ? family : nil
    }
}

extension VirtualServerGroup.Line {
    fileprivate var leavesFamilyOpen: Bool {
        switch self {
        case .addresses: false
        case .firewallMark(_, let family): family == nil
        }
    }
}

extension VirtualServerGroup {
    /// The port that all its members have; nil where they have several.
    package var port: UInt16? {
        guard let first = members.first?.port, members.allSatisfy({ $0.port == first }) else { return nil }
        return first
    }

    /// Whether one of its addresses stands for every port.
    package var hasEveryPort: Bool {
        lines.contains { line in
            if case .addresses(_, port: 0) = line { true } else { false }
        }
    }

    package var hasAddresses: Bool {
        lines.contains { line in
            if case .addresses = line { true } else { false }
        }
    }

    /// The address families of its members, in their order and each once.
    package var families: [AddressFamily] {
        guard let first = members.first?.family else { return [] }
        return members.allSatisfy { $0.family == first } ? [first] : [first, first == .ipv4 ? .ipv6 : .ipv4]
    }
}

extension VirtualServer.Identity {
    /// The addresses that clients connect to; those of firewall marks are not known.
    package var addresses: [IPAddress] {
        switch self {
        case .address(let address, _): [address]
        case .firewallMark: []
        case .group(let group, _):
            group.members.compactMap { member in
                if case .address(let address, _) = member { address } else { nil }
            }
        }
    }
}

extension VirtualServerGroup.Member {
    package var family: AddressFamily {
        switch self {
        case .address(let address, _): address.family
        case .firewallMark(_, let family): family
        }
    }

    /// 0 for a firewall mark.
    package var port: UInt16 {
        switch self {
        case .address(_, let port): port
        case .firewallMark: 0
        }
    }
}

extension VirtualServerGroup.Member: CustomStringConvertible {
    /// `192.0.2.1:80`, or `fwmark 7`.
    package var description: String {
        switch self {
        case .address(let address, let port): "\(Endpoint(address, port: port))"
        case .firewallMark(let mark, _): "fwmark \(mark)"
        }
    }
}
