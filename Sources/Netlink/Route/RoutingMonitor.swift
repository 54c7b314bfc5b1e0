package import Addresses
import CLinux
import CNetlink

/// Something that went out of a routing table or from among the rules.
package enum RoutingLoss: Hashable, Sendable {
    case route(destination: Prefix, table: UInt32)
    case rule(family: AddressFamily, preference: UInt32)
    /// Some were lost: anything may have gone.
    case unknown
}

/// Hears which routes and rules go, for a poll loop.
///
/// On a socket of its own, so that a routing daemon's table cannot drown the changes of interfaces.
///
/// Not Sendable: one thread uses it.
package final class RoutingMonitor {
    /// Datagrams taken in one call, so that a table that is emptied cannot hold the loop.
    private static let mostDatagrams = 256

    private let socket: NetlinkSocket
    private var buffer = [UInt8](repeating: 0, count: 64 << 10)

    package init() throws(NetlinkError) {
        let groups = [RTNLGRP_IPV4_ROUTE, RTNLGRP_IPV6_ROUTE, RTNLGRP_IPV4_RULE, RTNLGRP_IPV6_RULE]
        socket = try NetlinkSocket(NETLINK_ROUTE, groups: groups.map(\.rawValue))
    }

    /// Readable while something waits.
    package var descriptor: Int32 { socket.descriptor }

    /// Takes what went, without blocking.
    package func takeLosses() throws(NetlinkError) -> [RoutingLoss] {
        var losses: [RoutingLoss] = []
        for _ in 0..<Self.mostDatagrams {
            do throws(NetlinkError) {
                guard let length = try socket.receivePending(into: &buffer) else { break }
                let datagram = buffer[..<length]
                Self.read(datagram.span, into: &losses)
            } catch {
                guard error.errno == ENOBUFS || error.errno == EMSGSIZE else { throw error }
                losses.append(.unknown)
            }
        }
        return losses
    }

    /// Reads the notifications of one datagram.
    package static func read(_ datagram: Span<UInt8>, into losses: inout [RoutingLoss]) {
        do throws(DecodeFailure) {
            try MessageReader.forEach(in: datagram) { message throws(DecodeFailure) in
                if let loss = try RoutingLoss(message) { losses.append(loss) }
            }
        } catch {
            losses.append(.unknown)
        }
    }
}

extension RoutingLoss {
    /// Reads a notification; nil for one that tells of no loss.
    init?(_ message: borrowing Message) throws(DecodeFailure) {
        let isRoute = Int(message.header.type) == RTM_DELROUTE
        guard isRoute || Int(message.header.type) == RTM_DELRULE else { return nil }
        // struct rtmsg and struct fib_rule_hdr are alike up to the table.
        let number = Int32(try message.field(UInt8.self, at: 0))
        guard number == AF_INET || number == AF_INET6 else { return nil }
        let family = number == AF_INET ? AddressFamily.ipv4 : .ipv6
        guard isRoute else {
            let attributes = try RuleAttributes(message.attributes(after: MemoryLayout<fib_rule_hdr>.size))
            self = .rule(family: family, preference: attributes.preference ?? 0)
            return
        }
        let length = try message.field(UInt8.self, at: MemoryLayout<rtmsg>.offset(of: \.rtm_dst_len))
        let table = try message.field(UInt8.self, at: MemoryLayout<rtmsg>.offset(of: \.rtm_table))
        let attributes = try RouteAttributes(message.attributes(after: MemoryLayout<rtmsg>.size))
        let zeros = [UInt8](repeating: 0, count: family.bitWidth / 8)
        guard let address = IPAddress(bytes: attributes.destination ?? zeros),
            let destination = Prefix(address, length: Int(length))
        else { return nil }
        self = .route(destination: destination, table: attributes.table ?? UInt32(table))
    }
}

/// What is read of a route (`RTA_…`).
struct RouteAttributes: AttributeRecord {
    var destination: [UInt8]?
    var table: UInt32?

    mutating func fields(_ coder: inout AttributeCoder) {
        coder.bytes(Int(RTA_DST.rawValue), &destination)
        coder.number(Int(RTA_TABLE.rawValue), &table)
    }
}

/// What is read of a rule (`FRA_…`).
struct RuleAttributes: AttributeRecord {
    var preference: UInt32?

    mutating func fields(_ coder: inout AttributeCoder) {
        coder.number(Int(FRA_PRIORITY), &preference)
    }
}
