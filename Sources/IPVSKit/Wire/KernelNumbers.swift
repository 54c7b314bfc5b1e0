import Addresses
import CNetlink

// The numbers that the kernel's attributes use for the model's terms.

extension AddressFamily {
    /// `AF_INET` or `AF_INET6`.
    var kernelNumber: UInt16 {
        switch self {
        case .ipv4: UInt16(AF_INET)
        case .ipv6: UInt16(AF_INET6)
        }
    }

    init?(kernelNumber: UInt16) {
        guard let family = Self.allCases.first(where: { $0.kernelNumber == kernelNumber }) else { return nil }
        self = family
    }
}

extension IPAddress {
    /// `union nf_inet_addr`: 16 bytes, of which an IPv4 address takes the first four; here as a number, the first byte
    /// highest. The family stands in another attribute.
    var kernelBytes: UInt128 {
        switch self {
        case .v4(let address): UInt128(address.value) << 96
        case .v6(let address): UInt128(address.high) << 64 | UInt128(address.low)
        }
    }

    init(kernelBytes: UInt128, _ family: AddressFamily) {
        let high = UInt64(truncatingIfNeeded: kernelBytes >> 64)
        switch family {
        case .ipv4: self = .v4(IPv4Address(UInt32(truncatingIfNeeded: high >> 32)))
        case .ipv6: self = .v6(IPv6Address(high: high, low: UInt64(truncatingIfNeeded: kernelBytes)))
        }
    }
}

extension TransportProtocol {
    /// `IPPROTO_…`
    var kernelNumber: UInt16 {
        switch self {
        case .tcp: UInt16(IPPROTO_TCP)
        case .udp: UInt16(IPPROTO_UDP)
        case .sctp: UInt16(IPPROTO_SCTP)
        }
    }

    init?(kernelNumber: UInt16) {
        guard let transport = Self.allCases.first(where: { $0.kernelNumber == kernelNumber }) else { return nil }
        self = transport
    }
}

extension ForwardingMethod {
    /// `IP_VS_CONN_F_…`, the part under `IP_VS_CONN_F_FWD_MASK`.
    var kernelNumber: UInt32 {
        switch self {
        case .nat: UInt32(IP_VS_CONN_F_MASQ)
        case .direct: UInt32(IP_VS_CONN_F_DROUTE)
        case .tunnel: UInt32(IP_VS_CONN_F_TUNNEL)
        case .other(let number): UInt32(number)
        }
    }

    init(kernelNumber: UInt32) {
        switch Int32(bitPattern: kernelNumber) & IP_VS_CONN_F_FWD_MASK {
        case IP_VS_CONN_F_MASQ: self = .nat
        case IP_VS_CONN_F_DROUTE: self = .direct
        case IP_VS_CONN_F_TUNNEL: self = .tunnel
        case let number: self = .other(UInt8(truncatingIfNeeded: number))
        }
    }
}
