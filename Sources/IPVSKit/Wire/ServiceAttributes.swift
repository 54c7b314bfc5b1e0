import Addresses
import CNetlink
import Netlink

/// A virtual service in the kernel's terms (`IPVS_SVC_ATTR_…` in linux/ip_vs.h).
struct ServiceAttributes: AttributeRecord {
    var family: UInt16?
    var firewallMark: UInt32?
    var transport: UInt16?
    var address: UInt128?
    var port: UInt16?
    var scheduler: String?
    var engine: String?
    /// The flags, and a mask of those that are meant (`struct ip_vs_flags`).
    var flags: [UInt32]?
    var timeout: UInt32?
    /// IPv4: a mask in network byte order. IPv6: a prefix length in the host's.
    var netmask: UInt32?
    var counters: CounterAttributes?

    mutating func fields(_ coder: inout AttributeCoder) {
        coder.number(IPVS_SVC_ATTR_AF, &family)
        coder.number(IPVS_SVC_ATTR_FWMARK, &firewallMark)
        coder.number(IPVS_SVC_ATTR_PROTOCOL, &transport)
        coder.networkOrder(IPVS_SVC_ATTR_ADDR, &address)
        coder.networkOrder(IPVS_SVC_ATTR_PORT, &port)
        coder.text(IPVS_SVC_ATTR_SCHED_NAME, &scheduler)
        coder.text(IPVS_SVC_ATTR_PE_NAME, &engine)
        coder.numbers(IPVS_SVC_ATTR_FLAGS, count: 2, &flags)
        coder.number(IPVS_SVC_ATTR_TIMEOUT, &timeout)
        coder.number(IPVS_SVC_ATTR_NETMASK, &netmask)
        coder.nested(IPVS_SVC_ATTR_STATS64, &counters)
    }
}

extension ServiceAttributes {
    /// Only what identifies the service.
    init(_ key: ServiceKey) {
        family = key.family.kernelNumber
        switch key {
        case .address(let transport, let endpoint):
            self.transport = transport.kernelNumber
            address = endpoint.address.kernelBytes
            port = endpoint.port
        case .firewallMark(let mark, _):
            firewallMark = mark
        }
    }

    init(_ service: VirtualService) {
        self.init(service.key)
        scheduler = service.scheduler.rawValue
        let persistent = service.persistence == nil ? 0 : UInt32(IP_VS_SVC_F_PERSISTENT)
        flags = [service.flags.rawValue & ~Self.ownFlags | persistent, .max]
        engine = service.persistence?.engine
        timeout = service.persistence?.timeout ?? 0
        let length = service.persistence?.prefixLength ?? service.key.family.bitWidth
        switch service.key.family {
        case .ipv4: netmask = Self.mask(length).bigEndian
        case .ipv6: netmask = UInt32(clamping: length)
        }
    }

    /// Nil for a service that no program but one speaking to the kernel directly could have made: of a protocol other
    /// than TCP, UDP and SCTP, or without a usable scheduler name.
    var service: VirtualService? {
        guard let family = family.flatMap(AddressFamily.init(kernelNumber:)), let key = key(family),
            let scheduler = scheduler.flatMap(Scheduler.init(rawValue:))
        else { return nil }
        let flags = flags?.first ?? 0
        var persistence: Persistence?
        if flags & UInt32(IP_VS_SVC_F_PERSISTENT) != 0 {
            let netmask = netmask ?? 0
            let length = family == .ipv4 ? (~UInt32(bigEndian: netmask)).leadingZeroBitCount : Int(netmask)
            persistence = Persistence(timeout: timeout ?? 0, prefixLength: length, engine: engine)
        }
        return VirtualService(
            key, scheduler: scheduler, flags: ServiceFlags(rawValue: flags & ~Self.ownFlags), persistence: persistence)
    }

    /// The service with its counters, yet without its real servers.
    var status: ServiceStatus? {
        service.map { ServiceStatus($0, counters: Counters(counters), realServers: [], isHashed: isHashed) }
    }

    private var isHashed: Bool { (flags?.first ?? 0) & UInt32(IP_VS_SVC_F_HASHED) != 0 }

    private func key(_ family: AddressFamily) -> ServiceKey? {
        if let firewallMark { return .firewallMark(firewallMark, family) }
        guard let transport = transport.flatMap(TransportProtocol.init(kernelNumber:)), let address, let port
        else { return nil }
        return .address(transport, Endpoint(IPAddress(kernelBytes: address, family), port: port))
    }

    /// Flags that are not the caller's: persistence stands in a property of its own, hashing is the kernel's business.
    private static let ownFlags = UInt32(IP_VS_SVC_F_PERSISTENT | IP_VS_SVC_F_HASHED)

    private static func mask(_ length: Int) -> UInt32 {
        length <= 0 ? 0 : UInt32.max << UInt32(32 - min(length, 32))
    }
}
