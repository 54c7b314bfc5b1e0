import Addresses
import CLinux
import Polling
import VRRPEngine

/// The raw socket through which all virtual routers of one family on one interface send and hear advertisements
/// (RFC 9568 §5.1.1, §5.1.2).
final class AdvertisementSocket {
    /// An advertisement that waits to be sent.
    struct Posting {
        let hosted: HostedRouter
        let priority: UInt8
        /// An advertisement to several peers is one, and counts with the last of them.
        let isLast: Bool
    }

    /// What an interface with a virtual MAC address is for.
    ///
    /// The kernel hands what another router sends from the same MAC address to this interface alone, and everything else
    /// to the one below as well, where it is heard already.
    struct Carrier: Hashable {
        let parent: InterfaceName
        let macAddress: MACAddress
    }

    /// No advertisement is longer, whatever it lists and however it is signed, its IP header included.
    static let largestPacket = 4_608

    /// That of the routers for which it hears: its own, or the one below a virtual MAC address's.
    let routersInterface: InterfaceName
    let interfaceIndex: Int32
    let family: AddressFamily
    let descriptor: Int32
    let outbox: DatagramOutbox<Posting>
    private var groups: Set<IPAddress> = []

    private let interface: InterfaceName

    /// - Parameter carrier: for the interface with a virtual MAC address.
    init(
        on interface: InterfaceName, index: Int32, family: AddressFamily, carrier: Carrier? = nil
    ) throws(SystemCallError) {
        self.interface = interface
        routersInterface = carrier?.parent ?? interface
        interfaceIndex = index
        self.family = family
        outbox = try DatagramOutbox()
        let subject = Self.subject(interface)
        let domain = family == .ipv4 ? AF_INET : AF_INET6
        let kind = Int32(SOCK_RAW.rawValue) | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
        descriptor = socket(domain, kind, Int32(MulticastGroup.protocolNumber))
        guard descriptor >= 0 else { throw .current("socket", on: subject) }
        do throws(SystemCallError) {
            let options = SocketOptions(descriptor: descriptor, subject: subject)
            try options.bind(toInterface: interface.description)
            // As network control: what delays advertisements ends mastership.
            try options.set(SOL_SOCKET, SO_PRIORITY, 7, "SO_PRIORITY")
            // Beyond rmem_max, which has room for a few hundred: all instances of an interface advertise at once.
            do throws(SystemCallError) {
                try options.set(SOL_SOCKET, SO_RCVBUFFORCE, 1 << 20, "SO_RCVBUFFORCE")
            } catch {
                try options.set(SOL_SOCKET, SO_RCVBUF, 1 << 20, "SO_RCVBUF")
            }
            switch family {
            case .ipv4: try Self.prepareIPv4(options)
            case .ipv6: try Self.prepareIPv6(options)
            }
            if let carrier {
                let result = clinux_hear_only_from(descriptor, carrier.macAddress.bytes)
                guard result == 0 else { throw SystemCallError("SO_ATTACH_FILTER", on: subject, errno: -result) }
            }
        } catch {
            close(descriptor)
            throw error
        }
    }

    deinit {
        close(descriptor)
    }

    /// Hears exactly these multicast groups from now on.
    func listen(to wanted: Set<IPAddress>) throws(SystemCallError) {
        for group in groups.subtracting(wanted) {
            // Nobody wants what is heard of a group that could not be left.
            _ = change(.leave, group)
            groups.remove(group)
        }
        for group in wanted.subtracting(groups) {
            let failure = change(.join, group)
            guard failure == 0 else {
                throw SystemCallError("joining \(group)", on: Self.subject(interface), errno: failure)
            }
            groups.insert(group)
        }
    }

    /// Lets advertisements leave with a source address that is not the interface's (`mcast_src_ip`).
    func allowForeignSources() throws(SystemCallError) {
        let options = SocketOptions(descriptor: descriptor, subject: Self.subject(interface))
        switch family {
        case .ipv4: try options.set(Int32(IPPROTO_IP), IP_TRANSPARENT, 1, "IP_TRANSPARENT")
        case .ipv6: try options.set(Int32(IPPROTO_IPV6), IPV6_TRANSPARENT, 1, "IPV6_TRANSPARENT")
        }
    }

    /// What the IP layer says of a received packet, and where in it the message lies.
    func read(
        _ packet: Span<UInt8>, _ datagram: clinux_datagram
    ) throws(DiscardReason) -> (envelope: PacketEnvelope, message: Range<Int>) {
        guard datagram.is_cut == 0 else { throw .surplusBytes }
        switch family {
        case .ipv4:
            let header = try IPv4Header(packet)
            return (header.envelope, header.payload)
        case .ipv6:
            // IPv6 sockets deliver the message alone and the header's fields beside it.
            guard datagram.has_destination != 0, let hopLimit = UInt8(exactly: datagram.hop_limit)
            else { throw .ipHeader }
            let envelope = PacketEnvelope(
                source: .v6(IPv6Address(datagram.source)), destination: .v6(IPv6Address(datagram.destination)),
                hopLimit: hopLimit)
            return (envelope, 0..<packet.count)
        }
    }

    private enum MembershipChange: Int32 {
        case leave = 0
        case join = 1
    }

    /// Returns 0 or an errno.
    private func change(_ change: MembershipChange, _ group: IPAddress) -> Int32 {
        let bytes = group.bytes
        return -clinux_multicast_membership(descriptor, change.rawValue, bytes, bytes.count, interfaceIndex)
    }

    private static func subject(_ interface: InterfaceName) -> String { "the VRRP socket on \(interface)" }

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
}
