/// An address with a prefix length, as an interface carries it: `192.0.2.1/24`. Host bits are kept.
public struct Prefix: Hashable, Comparable, Sendable {
    public let address: IPAddress
    /// 0 to 32, or 0 to 128.
    public let length: Int

    /// Nil where the length does not fit the family.
    public init?(_ address: IPAddress, length: Int) {
        guard (0...address.family.bitWidth).contains(length) else { return nil }
        self.address = address
        self.length = length
    }

    /// The address alone: /32 or /128.
    public init(host address: IPAddress) {
        self.address = address
        length = address.family.bitWidth
    }

    /// The same prefix without its host bits: 192.0.2.0/24 of 192.0.2.1/24.
    public var network: Prefix {
        let host = address.family.bitWidth - length
        let network: IPAddress
        switch address {
        case .v4(let address):
            network = .v4(IPv4Address(address.value & (host < 32 ? ~0 << UInt32(host) : 0)))
        case .v6(let address):
            let high = host < 64 ? ~0 : (host < 128 ? ~0 << UInt64(host - 64) : UInt64(0))
            let low = host < 64 ? ~0 << UInt64(host) : UInt64(0)
            network = .v6(IPv6Address(high: address.high & high, low: address.low & low))
        }
        return Prefix(network, length: length) ?? self
    }

    public static func < (left: Prefix, right: Prefix) -> Bool {
        (left.address, left.length) < (right.address, right.length)
    }
}

extension Prefix: LosslessStringConvertible {
    /// `ADDRESS` or `ADDRESS/LENGTH`.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = parts.first, let address = IPAddress(first) else { return nil }
        guard parts.count == 2 else {
            self.init(host: address)
            return
        }
        guard !parts[1].isEmpty, parts[1].utf8.allSatisfy({ (0x30...0x39).contains($0) }), let length = Int(parts[1])
        else { return nil }
        self.init(address, length: length)
    }

    public var description: String { "\(address)/\(length)" }
}
