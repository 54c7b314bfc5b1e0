package import Addresses
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

    /// Puts an address on an interface.
    ///
    /// As keepalived does it: global scope, no broadcast address; IPv6 without duplicate address detection, and /128
    /// deprecated from the start, so that it does not become the source of the node's own connections.
    ///
    /// - Throws: `EEXIST` where the interface has the address.
    package func add(
        _ address: Prefix, to interfaceIndex: Int32, lifetime: AddressLifetime = .permanent
    ) throws(NetlinkError) {
        try change(
            "adding \(address) to interface \(interfaceIndex)", type: RTM_NEWADDR, flags: NLM_F_CREATE | NLM_F_EXCL,
            AddressRequest(address, on: interfaceIndex, lifetime: lifetime))
    }

    /// Starts the lifetime of an address anew.
    ///
    /// The kernel adds an address that is not there, whatever the flags (seen with Linux 6.1 and 6.18): refresh only
    /// while the address should be on the interface.
    package func refresh(
        _ address: Prefix, on interfaceIndex: Int32, lifetime: AddressLifetime
    ) throws(NetlinkError) {
        try change(
            "refreshing \(address) on interface \(interfaceIndex)", type: RTM_NEWADDR, flags: NLM_F_REPLACE,
            AddressRequest(address, on: interfaceIndex, lifetime: lifetime))
    }

    /// Takes an address off an interface.
    ///
    /// - Throws: `EADDRNOTAVAIL` where the interface does not have the address with this prefix length.
    package func remove(_ address: Prefix, from interfaceIndex: Int32) throws(NetlinkError) {
        try change(
            "removing \(address) from interface \(interfaceIndex)", type: RTM_DELADDR, flags: 0,
            AddressRequest(address, on: interfaceIndex, lifetime: nil))
    }

    private func change(
        _ attempt: String, type: Int, flags: Int32, _ request: AddressRequest
    ) throws(NetlinkError) {
        var batch = Batch()
        batch.add(type: UInt16(type), flags: flags, request.write)
        guard let failure = try connection.run(batch).failures.first else { return }
        throw NetlinkError(attempt, errno: failure.errno, explanation: failure.explanation)
    }
}

/// What `RTM_NEWADDR` and `RTM_DELADDR` carry for one address.
struct AddressRequest: Sendable {
    private let prefix: Prefix
    private let interfaceIndex: Int32
    private let flags: UInt8
    private let attributes: AddressAttributes

    /// - Parameter lifetime: nil when the address is being removed.
    init(_ prefix: Prefix, on interfaceIndex: Int32, lifetime: AddressLifetime?) {
        self.prefix = prefix
        self.interfaceIndex = interfaceIndex
        let isIPv6 = prefix.address.family == .ipv6
        flags = isIPv6 && lifetime != nil ? UInt8(IFA_F_NODAD) : 0
        let lifetime = lifetime.map { lifetime in
            isIPv6 && prefix.length == 128 ? AddressLifetime(valid: lifetime.valid, preferred: 0) : lifetime
        }
        let bytes = prefix.address.bytes
        attributes = AddressAttributes(
            address: bytes, local: bytes, lifetime: lifetime == .permanent ? nil : lifetime?.kernelNumbers)
    }

    @Sendable func write(into writer: inout AttributeWriter) {
        // struct ifaddrmsg
        writer.fixed(UInt8(prefix.address.family == .ipv4 ? AF_INET : AF_INET6))
        writer.fixed(UInt8(prefix.length))
        writer.fixed(flags)
        writer.fixed(UInt8(RT_SCOPE_UNIVERSE.rawValue))
        writer.fixed(interfaceIndex)
        attributes.write(into: &writer)
    }
}
