import CLinux
import CNetlink

/// Hears of every change to interfaces and addresses, for a poll loop.
///
/// Not Sendable: one thread uses it. Changes before its start are not told: read links and addresses after opening it.
package final class LinkMonitor {
    /// Datagrams taken in one call, so that a storm of changes cannot hold the loop.
    private static let mostDatagrams = 256

    private let socket: NetlinkSocket
    private var buffer = [UInt8](repeating: 0, count: 64 << 10)

    package init() throws(NetlinkError) {
        let groups = [RTNLGRP_LINK, RTNLGRP_IPV4_IFADDR, RTNLGRP_IPV6_IFADDR]
        socket = try NetlinkSocket(NETLINK_ROUTE, groups: groups.map(\.rawValue))
    }

    /// Readable while changes wait.
    package var descriptor: Int32 { socket.descriptor }

    /// Takes the changes that wait, without blocking.
    ///
    /// `.resync` comes where the kernel had to drop some (`ENOBUFS`) or one could not be read.
    package func takeChanges() throws(NetlinkError) -> [LinkChange] {
        var changes: [LinkChange] = []
        for _ in 0..<Self.mostDatagrams {
            do throws(NetlinkError) {
                guard let length = try socket.receivePending(into: &buffer) else { break }
                let datagram = buffer[..<length]
                Self.read(datagram.span, into: &changes)
            } catch {
                guard error.errno == ENOBUFS || error.errno == EMSGSIZE else { throw error }
                changes.append(.resync)
            }
        }
        return changes
    }

    /// Reads the notifications of one datagram.
    package static func read(_ datagram: Span<UInt8>, into changes: inout [LinkChange]) {
        do throws(DecodeFailure) {
            try MessageReader.forEach(in: datagram) { message throws(DecodeFailure) in
                if let change = try LinkChange(message) { changes.append(change) }
            }
        } catch {
            changes.append(.resync)
        }
    }
}
