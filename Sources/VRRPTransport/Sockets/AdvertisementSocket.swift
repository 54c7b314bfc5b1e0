import Addresses
import CLinux
import Polling
import VRRPEngine

/// The raw socket through which all virtual routers of one family on one interface send and hear advertisements
/// (RFC 9568 §5.1.1, §5.1.2).
final class AdvertisementSocket {
    /// What one attempt to receive gave.
    enum Reception {
        /// Nothing waits.
        case nothing
        /// A message; the range is where it lies in the buffer.
        case message(PacketEnvelope, Range<Int>)
        case discarded(DiscardReason)
    }

    let interface: InterfaceName
    let interfaceIndex: Int32
    let family: AddressFamily
    let descriptor: Int32
    private let group: [UInt8]

    init(on interface: InterfaceName, index: Int32, family: AddressFamily) throws(SystemCallError) {
        self.interface = interface
        interfaceIndex = index
        self.family = family
        group = MulticastGroup.address(of: family).bytes
        let subject = "the VRRP socket on \(interface)"
        let domain = family == .ipv4 ? AF_INET : AF_INET6
        let kind = Int32(SOCK_RAW.rawValue) | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
        descriptor = socket(domain, kind, Int32(MulticastGroup.protocolNumber))
        guard descriptor >= 0 else { throw .current("socket", on: subject) }
        do throws(SystemCallError) {
            let options = SocketOptions(descriptor: descriptor, subject: subject)
            try options.bind(toInterface: interface.description)
            // As network control: what delays advertisements ends mastership.
            try options.set(SOL_SOCKET, SO_PRIORITY, 7, "SO_PRIORITY")
            try options.set(SOL_SOCKET, SO_RCVBUF, 1 << 20, "SO_RCVBUF")
            switch family {
            case .ipv4: try Self.prepareIPv4(options)
            case .ipv6: try Self.prepareIPv6(options)
            }
            let joined = clinux_multicast_membership(descriptor, 1, group, group.count, index)
            guard joined == 0 else { throw SystemCallError("joining the VRRP group", on: subject, errno: -joined) }
        } catch {
            close(descriptor)
            throw error
        }
    }

    deinit {
        close(descriptor)
    }

    /// Sends one advertisement to the group. Returns 0 or an errno.
    func send(_ message: [UInt8], from source: IPAddress) -> Int32 {
        let source = source.bytes
        return -clinux_send_from(
            descriptor, message, message.count, source, group, group.count, interfaceIndex)
    }

    /// Takes one packet into the buffer, without blocking.
    func receive(into buffer: inout [UInt8]) -> Reception {
        var datagram = clinux_datagram()
        clinux_receive(descriptor, &buffer, buffer.count, &datagram)
        guard datagram.length >= 0 else { return .nothing }
        switch family {
        case .ipv4: return Self.readIPv4(buffer.span.extracting(0..<datagram.length))
        case .ipv6: return Self.readIPv6(datagram)
        }
    }

    private static func prepareIPv4(_ options: SocketOptions) throws(SystemCallError) {
        let level = Int32(IPPROTO_IP)
        try options.set(level, IP_MULTICAST_TTL, Int32(MulticastGroup.hopLimit), "IP_MULTICAST_TTL")
        try options.set(level, IP_MULTICAST_LOOP, 0, "IP_MULTICAST_LOOP")
        try options.set(level, IP_MULTICAST_ALL, 0, "IP_MULTICAST_ALL")
        try options.set(level, IP_TOS, 0xC0, "IP_TOS")
    }

    private static func prepareIPv6(_ options: SocketOptions) throws(SystemCallError) {
        let level = Int32(IPPROTO_IPV6)
        try options.set(level, IPV6_MULTICAST_HOPS, Int32(MulticastGroup.hopLimit), "IPV6_MULTICAST_HOPS")
        try options.set(level, IPV6_MULTICAST_LOOP, 0, "IPV6_MULTICAST_LOOP")
        try options.set(level, IPV6_MULTICAST_ALL, 0, "IPV6_MULTICAST_ALL")
        try options.set(level, IPV6_TCLASS, 0xC0, "IPV6_TCLASS")
        try options.set(level, IPV6_RECVPKTINFO, 1, "IPV6_RECVPKTINFO")
        try options.set(level, IPV6_RECVHOPLIMIT, 1, "IPV6_RECVHOPLIMIT")
    }

    private static func readIPv4(_ packet: Span<UInt8>) -> Reception {
        do throws(DiscardReason) {
            let header = try IPv4Header(packet)
            return .message(header.envelope, header.payload)
        } catch {
            return .discarded(error)
        }
    }

    /// IPv6 sockets deliver the message alone and the header's fields beside it.
    private static func readIPv6(_ datagram: clinux_datagram) -> Reception {
        guard let source = IPv6Address(datagram.source), let destination = IPv6Address(datagram.destination),
            datagram.has_destination != 0, let hopLimit = UInt8(exactly: datagram.ttl)
        else { return .discarded(.ipHeader) }
        let envelope = PacketEnvelope(source: .v6(source), destination: .v6(destination), hopLimit: hopLimit)
        return .message(envelope, 0..<datagram.length)
    }
}

extension IPv6Address {
    /// A C array of sixteen bytes.
    fileprivate init?<Field>(_ field: Field) {
        let bytes = withUnsafeBytes(of: field) { Array($0) }
        self.init(bytes: bytes)
    }
}
