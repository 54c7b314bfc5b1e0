import CLinux
import CNetlink

/// Hears when somebody takes something out of a filter's table, for a poll loop: a firewall that is loaded anew often
/// begins with `flush ruleset`.
///
/// Not Sendable: one thread uses it.
package final class FilterMonitor {
    /// Datagrams taken in one call, so that a large rule set that is replaced cannot hold the loop.
    private static let mostDatagrams = 256
    /// The table's name is the first attribute of all of them.
    private static let removals = [
        NFT_MSG_DELTABLE, NFT_MSG_DELCHAIN, NFT_MSG_DELRULE, NFT_MSG_DELSET, NFT_MSG_DELSETELEM,
    ].map(FilterTransaction.messageType)

    private let socket: NetlinkSocket
    private var buffer = [UInt8](repeating: 0, count: 64 << 10)

    package init() throws(NetlinkError) {
        socket = try NetlinkSocket(NETLINK_NETFILTER, groups: [NFNLGRP_NFTABLES.rawValue])
    }

    /// Readable while something waits.
    package var descriptor: Int32 { socket.descriptor }

    /// Takes what waits, without blocking, and returns whether something may be missing in the table.
    ///
    /// - Parameter port: where changes come from that are no loss.
    package func takeLoss(of table: String, except port: UInt32) throws(NetlinkError) -> Bool {
        var isLost = false
        for _ in 0..<Self.mostDatagrams {
            do throws(NetlinkError) {
                guard let length = try socket.receivePending(into: &buffer) else { break }
                let datagram = buffer[..<length]
                if Self.tellsLoss(datagram.span, of: table, except: port) { isLost = true }
            } catch {
                guard error.errno == ENOBUFS || error.errno == EMSGSIZE else { throw error }
                isLost = true
            }
        }
        return isLost
    }

    /// Whether one of a datagram's notifications tells that something was taken out of the table; one that cannot be
    /// read may.
    package static func tellsLoss(_ datagram: Span<UInt8>, of table: String, except port: UInt32) -> Bool {
        var isLost = false
        do throws(DecodeFailure) {
            try MessageReader.forEach(in: datagram) { message throws(DecodeFailure) in
                guard removals.contains(message.header.type), message.header.portID != port,
                    try message.field(UInt8.self, at: 0) == UInt8(truncatingIfNeeded: Int(NFPROTO_INET))
                else { return }
                let name = try TableName(message.attributes(after: FilterTransaction.headerSize)).name
                if name == table { isLost = true }
            }
        } catch {
            return true
        }
        return isLost
    }

    private struct TableName: AttributeRecord {
        var name: String?

        mutating func fields(_ coder: inout AttributeCoder) {
            coder.text(Int(NFTA_TABLE_NAME.rawValue), &name)
        }
    }
}
