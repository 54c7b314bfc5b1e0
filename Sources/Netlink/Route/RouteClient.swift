package import Addresses
import CLinux
import CNetlink

/// The kernel's interfaces and their addresses (rtnetlink), to read and to change.
///
/// Not Sendable: one thread uses it.
package final class RouteClient {
    private let connection: NetlinkConnection

    package convenience init() throws(NetlinkError) {
        self.init(over: NetlinkConnection(try NetlinkSocket(NETLINK_ROUTE)))
    }

    /// Speaks rtnetlink over a connection that is there.
    package init(over connection: NetlinkConnection) {
        self.connection = connection
    }

    /// All interfaces of the network namespace, by index.
    package func links() throws(NetlinkError) -> [Link] {
        try connection.dump("reading the interfaces", type: UInt16(RTM_GETLINK)) { writer in
            for _ in 0..<MemoryLayout<ifinfomsg>.size { writer.fixed(UInt8(0)) }
            LinkAttributes(extraMask: UInt32(RTEXT_FILTER_SKIP_STATS)).write(into: &writer)
        } decode: { message throws(DecodeFailure) in
            try Link(message)
        }.sorted { $0.index < $1.index }
    }

    /// All IPv4 and IPv6 addresses of the network namespace, in the kernel's order.
    package func addresses() throws(NetlinkError) -> [LinkAddress] {
        try connection.dump("reading the addresses", type: UInt16(RTM_GETADDR)) { writer in
            for _ in 0..<MemoryLayout<ifaddrmsg>.size { writer.fixed(UInt8(0)) }
        } decode: { message throws(DecodeFailure) in
            try LinkAddress(message)
        }
    }

    /// IPv4 settings of an interface; empty where it has no IPv4.
    package func switches(of interfaceIndex: Int32) throws(NetlinkError) -> [IPv4Switch: UInt32] {
        try connection.get("reading interface \(interfaceIndex)", type: UInt16(RTM_GETLINK)) { writer in
            LinkRequest.writeHeader(interfaceIndex, into: &writer)
        } decode: { message throws(DecodeFailure) in
            try [IPv4Switch: UInt32](message)
        } ?? [:]
    }

    /// One interface by name; nil where there is none.
    package func link(_ name: InterfaceName) throws(NetlinkError) -> Link? {
        do throws(NetlinkError) {
            return try connection.get("reading interface \(name)", type: UInt16(RTM_GETLINK)) { writer in
                LinkRequest.writeHeader(0, into: &writer)
                LinkAttributes(name: name.description).write(into: &writer)
            } decode: { message throws(DecodeFailure) in
                try Link(message)
            }
        } catch {
            guard error.errno == ENODEV else { throw error }
            return nil
        }
    }

    /// Carries changes out in their order, several hundred to one system call.
    ///
    /// - Returns: what the kernel refused; everything else is done.
    /// - Throws: where the socket failed; how far the kernel came is not known then.
    package func carryOut(_ changes: [RouteChange]) throws(NetlinkError) -> [RouteChangeFailure] {
        guard !changes.isEmpty else { return [] }
        var batch = Batch(reserving: changes.count * 96)
        for change in changes { batch.add(type: change.type, flags: change.flags, change.write(into:)) }
        return try connection.run(batch).failures.map { failure in
            let error = NetlinkError(
                changes[failure.index].description, errno: failure.errno, explanation: failure.explanation)
            return RouteChangeFailure(index: failure.index, error: error)
        }
    }

    /// Carries one change out.
    package func carryOut(_ change: RouteChange) throws(NetlinkError) {
        if let failure = try carryOut([change]).first { throw failure.error }
    }
}
